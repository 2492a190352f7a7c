using System.Text.Json;
using Reprise.Documents;
using Reprise.Wire;

namespace Reprise.Transfer.Import;

/// <summary>
/// Output and error files of OpenAI's batch API, one answered request a line, joined with the requests of the input file by <c>custom_id</c>. Both bodies are
/// the provider's own and are kept as such.
/// </summary>
internal sealed class OpenAiBatchFormat(BatchRequests? requests = null) : ForeignFormat
{
    private const int Expired = 408;

    public override string Name => "openai-batch";

    public override bool Recognises(JsonElement record) => record.Field("custom_id") is not null && (record.Object("response") ?? record.Object("body") ?? record.Object("error")) is not null;

    public override IEnumerable<byte[]> Map(JsonElement line, ImportNotes notes)
    {
        if (line.Text("custom_id") is not { } customId) throw new ImportException("it has no custom_id");
        if (BatchRequests.IsRequest(line)) throw new ImportException("it is a request of an input file; import the output file, with the input file beside it");
        var fields = new ForeignFields(line);
        var record = new RecordBuilder(notes);
        fields.Ignore("custom_id");
        var (answer, error) = (fields.Object("response"), fields.Object("error"));
        var request = requests?.Take(customId);
        if (requests is not null && request is null) notes.LeaveOut("requests that are not in the input file");
        var (status, body) = (answer?.Whole("status_code"), answer?.Json("body"));
        var path = request?.Text("url") ?? PathOf(body);
        var dialect = DialectCatalog.Find(null, "openai", "POST", path);
        record.Set("interaction_id", fields.Text("id") ?? $"openai-batch {customId}").Set("provider", "openai").Set("name", dialect.Operation)
            .Set("operation", $"POST {path}").Set("http_status", status is >= 100 and <= 599 ? status : null).Set("timestamp", Time(body)).Tags(["batch"]);
        Conversation.Bodies(record, dialect.Name, request?.Field("body"), body);
        var failure = error ?? (body?.Object("error") is { } inner ? new ForeignFields(inner) : null);
        if (status is >= 400 || error is not null)
        {
            var code = failure?.Text("code", "type");
            record.Set("status", status == Expired || code == "batch_expired" ? "timeout" : "error").Set("error_code", code ?? "error").Set("error_message", failure?.Text("message"));
        }

        record.Metadata("custom_id", customId).Metadata("request_id", answer?.Text("request_id")).Metadata(fields.Others);
        return [record.Build()];
    }

    private static DateTimeOffset? Time(JsonElement? body) => body is { } value ? new ForeignFields(value.ValueKind == JsonValueKind.Object ? value : RecordJson.Find("{}")!.Value).Time("created", "created_at") : null;

    /// <summary>What was called, told by the answer where the request is not at hand.</summary>
    private static string PathOf(JsonElement? body) => body?.Text("object") switch
    {
        "response" => "/v1/responses",
        "text_completion" => "/v1/completions",
        "list" => "/v1/embeddings",
        _ => "/v1/chat/completions",
    };
}
