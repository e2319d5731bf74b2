const o=[];o.push({a:1});l:for(;;){switch(o){case 1:break l;default:try{f?.(...o)}catch{}}}
module.exports={register(s){o.map(s.registerRoute)}}
