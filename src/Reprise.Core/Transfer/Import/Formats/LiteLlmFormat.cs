using System.Globalization;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer.Import;

/// <summary>Rows of the table <c>LiteLLM_SpendLogs</c> of a LiteLLM proxy, as JSON or CSV: one a call.</summary>
internal sealed class LiteLlmFormat : ForeignFormat
{
    public override string Name => "litellm";

    public override bool Recognises(JsonElement record) =>
        record.Field("request_id") is not null && (record.Field("call_type") is not null || (record.Field("startTime") is not null && record.Field("spend") is not null));

    public override IEnumerable<byte[]> Map(JsonElement row, ImportNotes notes)
    {
        var fields = new ForeignFields(row);
        var record = new RecordBuilder(notes);
        if (fields.Text("request_id") is not { } id) throw new ImportException("it has no request_id");
        var (start, end, first) = (fields.Time("startTime"), fields.Time("endTime"), fields.Time("completionStartTime"));
        if (start is null) throw new ImportException("its startTime is no time");
        var (call, group, called) = (fields.Text("call_type"), fields.Text("model_group"), fields.Text("model"));
        record.Set("interaction_id", id).Set("timestamp", start).Set("kind", Kind(call)).Set("name", fields.Text("mcp_namespaced_tool_name") ?? call)
            .Set("provider", fields.Text("custom_llm_provider")).Set("model", group ?? called).Set("response_model", called)
            .Set("user_id", fields.Text("end_user", "user")).Set("session_id", fields.Text("session_id")).Set("ip_address", fields.Text("requester_ip_address"))
            .Set("metrics.latency_ms", fields.Whole("request_duration_ms") ?? Milliseconds(start, end))
            .Set("metrics.prompt_tokens", fields.Whole("prompt_tokens")).Set("metrics.completion_tokens", fields.Whole("completion_tokens")).Set("metrics.total_tokens", fields.Whole("total_tokens"))
            .Set("metrics.total_cost_usd", fields.Cost("spend")).Tags(fields.Texts("request_tags"));
        // Without streaming the answer begins when it ends, which is no time to first token.
        if (first != end) record.Set("metrics.ttft_ms", Milliseconds(start, first));
        if (fields.Flag("cache_hit") == true) record.Set("cache.status", "hit");
        var metadata = fields.Object("metadata");
        var failed = (fields.Text("status") ?? metadata?.Text("status")) == "failure";
        Errors(record, metadata, failed);
        if (metadata?.Object("usage_object")?.Object("prompt_tokens_details")?.Whole("cached_tokens") is { } cached) record.Set("metrics.cached_tokens", cached);
        Contents(record, fields, call);
        record.Metadata(fields.Others);
        if (metadata is not null) record.Metadata(metadata.Others);
        return [record.Build()];
    }

    private static string Kind(string? call) => call is null ? "llm"
        : call.Contains("embedding", StringComparison.Ordinal) ? "embedding"
        : call.Contains("mcp", StringComparison.Ordinal) ? "tool" : "llm";

    private static void Errors(RecordBuilder record, ForeignFields? metadata, bool failed)
    {
        var error = metadata?.Object("error_information");
        var (code, message) = (error?.Text("error_code", "error_class"), error?.Text("error_message"));
        record.Set("status", failed ? "error" : "success");
        if (!failed) return;
        record.Set("error_code", code ?? "failure").Set("error_message", message);
        if (int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 100 and <= 599) record.Set("http_status", status);
    }

    /// <summary>Prompts and answers are there only where the proxy was told to keep them.</summary>
    private static void Contents(RecordBuilder record, ForeignFields fields, string? call)
    {
        var (request, messages, response) = (fields.Json("proxy_server_request"), fields.Json("messages"), fields.Json("response"));
        if (request is { ValueKind: JsonValueKind.Object } whole && whole.Object("body") is { } body) request = body;
        var isResponses = call?.Contains("responses", StringComparison.Ordinal) == true;
        var isWire = response is { ValueKind: JsonValueKind.Object } answer && answer.Field(isResponses ? "output" : "choices") is not null;
        if (isWire && request is { ValueKind: JsonValueKind.Object } sent && (sent.Field("messages") ?? sent.Field("input")) is not null)
        {
            Conversation.Bodies(record, isResponses ? "openai.responses" : "openai.chat", request, response);
            return;
        }

        Conversation.Input(record, messages ?? request);
        Conversation.Output(record, response);
    }

    private static long? Milliseconds(DateTimeOffset? from, DateTimeOffset? to) => to >= from ? (long)Math.Round((to.Value - from!.Value).TotalMilliseconds) : null;
}
