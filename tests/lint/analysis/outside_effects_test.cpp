#include "tests/lint/analysis/checked_module.hpp"

using namespace convotic;

namespace {

std::string audited(std::string_view handler, std::string_view before = {}) {
  lint::Config config;
  config.profile = lint::Config::Profile::audit;
  return tests::checked(tests::open_route(handler, before), config);
}

}  // namespace

TEST_CASE("What changes something without ctx counts in the profile audit alone") {
  const std::string forward = "await fetch(\"https://crm.example/x\", { method: \"POST\", body: "
                              "req.body.text }); return { status: 200 };";
  CHECK(tests::checked(tests::open_route(forward)) == "POST /x: harmless\n");
  CHECK(audited(forward).starts_with("POST /x: unverified\nindex.ts:"));
  CHECK(audited("await fetch(\"https://crm.example/x\"); return { status: 200 };") == "POST /x: harmless\n");
  CHECK(audited("if (!ok(req)) return { status: 401 };" + forward, tests::kHmac + tests::kOk) ==
        "POST /x: verified\n");
}

TEST_CASE("Databases, files, programs, mail and clients of other services are such effects") {
  struct Case {
    const char* import;
    const char* call;
  };
  for (const Case& one : {
           Case{"import { Pool } from \"pg\"; const db = new Pool();",
                "db.query(\"INSERT INTO t VALUES (1)\")"},
           Case{"import axios from \"axios\";", "axios.post(\"https://x.example\", req.body)"},
           Case{"import { writeFile } from \"node:fs/promises\";", "writeFile(\"/tmp/x\", req.body.text)"},
           Case{"import { exec } from \"node:child_process\";", "exec(\"make \" + req.body.target)"},
           Case{"import mail from \"nodemailer\"; const post = mail.createTransport({});",
                "post.sendMail({ to: req.body.to })"},
           Case{"import { MongoClient } from \"mongodb\"; const db = new MongoClient(\"x\").db(\"a\");",
                "db.collection(\"a\").insertOne(req.body)"},
       }) {
    INFO(one.call);
    const std::string handler = std::string("await ") + one.call + "; return { status: 200 };";
    CHECK(audited(handler, std::string(one.import) + "\n").starts_with("POST /x: unverified\n"));
  }
  CHECK(audited("await db.query(\"SELECT 1\"); return { status: 200 };",
                "import { Pool } from \"pg\"; const db = new Pool();\n") == "POST /x: harmless\n");
}
