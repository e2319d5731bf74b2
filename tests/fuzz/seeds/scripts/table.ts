export default{name:"m",register(s){for(const p of ["/a"])s.registerRoute({method:"GET",path:p,auth:!1,handler})}};
const handler=async({params:{id}},c)=>({status:200,x:`${id}`})
