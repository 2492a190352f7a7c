using System.Text.Json;
using Reprise.Documents;
using Reprise.Wire;

namespace Reprise.Transfer.Import;

/// <summary>Requests as Helicone exports them: JSON, JSON Lines or CSV, with bodies or without.</summary>
internal sealed class HeliconeFormat : ForeignFormat
{
    private const int Cancelled = -3;

    public override string Name => "helicone";

    public override bool Recognises(JsonElement record) => record.Field("request_id") is not null && (record.Field("request_created_at") ?? record.Field("request_path") ?? record.Field("helicone_user")) is not null;

    public override IEnumerable<byte[]> Map(JsonElement row, ImportNotes notes)
    {
        var fields = new ForeignFields(row);
        var record = new RecordBuilder(notes);
        if (fields.Text("request_id") is not { } id) throw new ImportException("it has no request_id");
        if (fields.Time("request_created_at", "created_at") is not { } start) throw new ImportException("its request_created_at is no time");
        var provider = fields.Text("provider")?.ToLowerInvariant();
        var asked = fields.Text("model_override", "request_model", "model");
        record.Set("interaction_id", id).Set("timestamp", start).Set("provider", provider).Set("model", asked).Set("response_model", fields.Text("response_model"))
            .Set("user_id", fields.Text("request_user_id", "helicone_user", "user_id")).Set("country", fields.Text("country_code"))
            .Set("metrics.latency_ms", fields.Whole("delay_ms", "latency_ms") ?? Between(start, fields.Time("response_created_at"))).Set("metrics.ttft_ms", fields.Whole("time_to_first_token"))
            .Set("metrics.prompt_tokens", fields.Whole("prompt_tokens")).Set("metrics.completion_tokens", fields.Whole("completion_tokens")).Set("metrics.total_tokens", fields.Whole("total_tokens"))
            .Set("metrics.cached_tokens", fields.Whole("prompt_cache_read_tokens")).Set("metrics.cache_write_tokens", fields.Whole("prompt_cache_write_tokens"))
            .Set("metrics.total_cost_usd", fields.Cost("costUSD", "cost_usd", "cost"));
        Status(record, (int?)fields.Number("response_status", "status"));
        Properties(record, fields.Object("request_properties", "properties"));
        Bodies(record, fields, provider);
        if (fields.Flag("feedback_rating") is { } liked) record.Set("feedback.rating", liked ? 1 : -1).Set("feedback.timestamp", fields.Time("feedback_created_at"));
        Scores(record, fields.Json("scores"));
        if (fields.Text("cache_reference_id") is { } source && source.Any(static c => c is not ('0' or '-'))) record.Set("cache.status", "hit").Set("cache.source_interaction_id", source);
        // Links with a signature are keys to somebody's bucket, and the rest is another form of the bodies.
        foreach (var name in new[] { "signed_body_url", "asset_urls", "llmSchema", "request_prompt", "response_prompt", "request_body_url", "response_body_url" })
        {
            if (fields.Value(name) is not null) notes.LeaveOut(name);
        }

        record.Metadata(fields.Others);
        return [record.Build()];
    }

    private static long? Between(DateTimeOffset start, DateTimeOffset? end) => end >= start ? (long)Math.Round((end.Value - start).TotalMilliseconds) : null;

    private static void Status(RecordBuilder record, int? status)
    {
        if (status is >= 100 and <= 599) record.Set("http_status", status.Value);
        if (status is null or (>= 200 and < 400)) return;
        record.Set("status", status == Cancelled ? "cancelled" : status is 408 or 504 ? "timeout" : "error").Set("error_code", status.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static void Properties(RecordBuilder record, ForeignFields? properties)
    {
        if (properties is null) return;
        record.Set("session_id", properties.Text("Helicone-Session-Id")).Set("prompt_type", properties.Text("Helicone-Prompt-Id"));
        record.Metadata("session_name", properties.Text("Helicone-Session-Name")).Metadata("session_path", properties.Text("Helicone-Session-Path"));
        record.Metadata(properties.Others);
    }

    private static void Bodies(RecordBuilder record, ForeignFields fields, string? provider)
    {
        var (request, response) = (fields.Json("request_body"), fields.Json("response_body"));
        var path = fields.Text("request_path") is not { } given ? "/v1/chat/completions" : Uri.TryCreate(given, UriKind.Absolute, out var uri) && uri.Scheme.StartsWith("http", StringComparison.Ordinal) ? uri.AbsolutePath : given;
        record.Set("operation", $"POST {path}");
        if (request is null && response is null) return;
        var dialect = DialectCatalog.Find(null, provider ?? "openai", "POST", path, request is { } body ? System.Text.Encoding.UTF8.GetBytes(body.Raw()) : default);
        Conversation.Bodies(record, dialect.Name, request, response);
    }

    private static void Scores(RecordBuilder record, JsonElement? scores)
    {
        if (scores is not { ValueKind: JsonValueKind.Object } all) return;
        foreach (var score in all.EnumerateObject())
        {
            var value = score.Value.ValueKind == JsonValueKind.Object ? score.Value.Field("value") : score.Value;
            if (value is { ValueKind: JsonValueKind.Number } number && score.Name.Length <= 128) record.Set($"evaluation.scores.{score.Name.Replace('.', '_')}", number);
        }
    }
}
