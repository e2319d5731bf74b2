#include "emulator/store/ctx_call.hpp"
#include "emulator/store/json_fields.hpp"
#include "emulator/store/rejection.hpp"

#include <fmt/format.h>

// ctx.workflows and ctx.storage
namespace convotic::emulator {
namespace {

constexpr std::string_view kTriggerOptions[] = {"payload", "contactId"};
constexpr std::string_view kStorageListOptions[] = {"prefix", "limit"};

Result<std::string> storage_key(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(std::string key, call.arguments.text(0));
  if (key.size() > kStorageKeyBytes) {
    return base::fail(kInvalidRequest, fmt::format("argument 1 (key) must have at most {} bytes, not {}",
                                                   kStorageKeyBytes, key.size()));
  }
  return key;
}

}  // namespace

Result<Reply> trigger_workflow(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(const std::string id, call.arguments.text(0));
  CONVOTIC_TRY_ASSIGN(const Fields options, call.arguments.fields(1));
  CONVOTIC_TRY(options.check_names(kTriggerOptions));
  Execution execution;
  CONVOTIC_TRY_ASSIGN(execution.contact_id, options.name("contactId"));

  const std::optional<Workflow> workflow = call.tables.workflows.find(id);
  if (!workflow) {
    return base::fail(kNotFound, fmt::format("Workflow '{}' not found; add it to a seed file: "
                                             "{{\"workflows\": [{{\"id\": \"{}\"}}]}}",
                                             id, id));
  }
  // A draft "does not execute" [documented: /docs/workflows/overview].
  if (workflow->status == "draft")
    return base::fail(kConflict, fmt::format("Workflow '{}' is a draft and does not execute", id));
  if (execution.contact_id && !call.tables.contacts.find(*execution.contact_id))
    return base::fail(kNotFound, fmt::format("Contact '{}' not found", *execution.contact_id));

  const JsonSlice* payload = options.find("payload");
  execution.id = call.ids.next("exec_");
  execution.workflow_id = id;
  execution.payload = payload == nullptr ? "null" : payload->text();
  execution.module = call.module;
  execution.started_at = call.now;
  call.tables.workflows.add_execution(execution);
  JsonFields result;
  result.text("executionId", execution.id);
  return Reply{std::move(result).object(), id};
}

Result<Reply> get_workflow(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(const std::string id, call.arguments.text(0));
  const std::optional<Workflow> workflow = call.tables.workflows.find(id);
  return Reply{workflow ? to_json(*workflow) : "null", ""};
}

Result<Reply> list_workflows(CallContext& call) {
  return Reply{to_json_array(call.tables.workflows.list()), ""};
}

Result<Reply> get_storage(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(const std::string key, storage_key(call));
  return Reply{call.tables.storage.get(call.module, key).value_or("null"), ""};
}

Result<Reply> set_storage(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(std::string key, storage_key(call));
  call.tables.storage.set(call.module, {key, std::string(call.arguments.value(1).text())}, call.now);
  return Reply{"", std::move(key)};
}

Result<Reply> delete_storage(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(std::string key, storage_key(call));
  if (!call.tables.storage.erase(call.module, key)) return Reply{"false", ""};
  return Reply{"true", std::move(key)};
}

Result<Reply> list_storage(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(const Fields options, call.arguments.fields(0));
  CONVOTIC_TRY(options.check_names(kStorageListOptions));
  CONVOTIC_TRY_ASSIGN(const std::optional<std::string> prefix, options.text("prefix"));
  CONVOTIC_TRY_ASSIGN(const std::int64_t limit, options.limit(20));
  return Reply{to_json_array(call.tables.storage.list(call.module, prefix.value_or(""), limit)), ""};
}

}  // namespace convotic::emulator
