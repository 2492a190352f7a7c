using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer.Import;

/// <summary>
/// Traces and observations as Langfuse exports them: the API's JSON, JSON Lines, or the table of generations as CSV. An observation is an interaction of its
/// kind; a trace is an event above them, whose cost is theirs and is not counted again.
/// </summary>
internal sealed class LangfuseFormat : ForeignFormat
{
    private static readonly string[] s_traceFields = ["observations", "sessionId", "userId", "bookmarked", "htmlPath", "release", "observationCount", "projectId", "traceTags"];

    private static readonly string[] s_types = ["GENERATION", "EMBEDDING", "SPAN", "EVENT", "TOOL", "AGENT", "CHAIN", "RETRIEVER", "EVALUATOR", "GUARDRAIL"];

    public override string Name => "langfuse";

    public override bool Recognises(JsonElement record) => record.Field("id") is not null && (IsObservation(record) || IsTrace(record));

    public override IEnumerable<byte[]> Map(JsonElement item, ImportNotes notes)
    {
        if (item.Field("id") is null) throw new ImportException("it has no id");
        if (IsObservation(item)) return [Observation(item, trace: null, notes)];
        if (!IsTrace(item)) throw new ImportException("it is neither a trace nor an observation");
        var observations = item.Field("observations") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Where(o => o.ValueKind == JsonValueKind.Object && o.Field("id") is not null).ToList() : [];
        return observations.Select(observation => Observation(observation, item, notes)).Prepend(Trace(item, notes));
    }

    private static bool IsObservation(JsonElement record) =>
        (record.Text("type") is { } type && s_types.Contains(type) && record.Field("startTime") is not null) || (record.Field("traceId") is not null && record.Field("startTime") is not null);

    private static bool IsTrace(JsonElement record) =>
        record.Field("timestamp") is not null && record.Field("interaction_id") is null
        && s_traceFields.Any(name => record.TryGetProperty(name, out _));

    private static byte[] Trace(JsonElement trace, ImportNotes notes)
    {
        var fields = new ForeignFields(trace);
        var record = new RecordBuilder(notes);
        var id = fields.Text("id");
        record.Set("interaction_id", id).Set("trace_id", id).Set("timestamp", Time(fields, "timestamp")).Set("kind", "event").Set("name", fields.Text("name"))
            .Set("user_id", fields.Text("userId")).Set("session_id", fields.Text("sessionId")).Tags(fields.Texts("tags"));
        if (fields.Number("latency") is >= 0 and var seconds) record.Set("metrics.latency_ms", (long)Math.Round(seconds * 1000));
        Conversation.Input(record, fields.Json("input"));
        Conversation.Output(record, fields.Json("output"));
        Scores(record, fields.Json("scores"));
        fields.Ignore("observations", "bookmarked", "public", "createdAt", "updatedAt", "htmlPath", "projectId", "externalId");
        Rest(record, fields);
        return record.Build();
    }

    private static byte[] Observation(JsonElement observation, JsonElement? trace, ImportNotes notes)
    {
        var fields = new ForeignFields(observation);
        var record = new RecordBuilder(notes);
        var (start, end, first) = (Time(fields, "startTime"), fields.Time("endTime"), fields.Time("completionStartTime"));
        var traceId = fields.Text("traceId") ?? trace?.Text("id");
        var type = fields.Text("type") ?? "GENERATION";
        var id = fields.Text("id");
        record.Set("interaction_id", id).Set("span_id", id).Set("trace_id", traceId).Set("parent_id", fields.Text("parentObservationId") ?? traceId).Set("timestamp", start)
            .Set("kind", type switch { "GENERATION" => "llm", "EMBEDDING" => "embedding", "TOOL" => "tool", _ => "event" }).Set("name", fields.Text("name"))
            .Set("model", fields.Text("model", "providedModelName")).Set("session_id", fields.Text("sessionId") ?? trace?.Text("sessionId")).Set("user_id", fields.Text("userId") ?? trace?.Text("userId"))
            .Set("metrics.total_cost_usd", fields.Cost("totalCost", "calculatedTotalCost") ?? fields.Object("costDetails")?.Cost("total"));
        record.Tags([.. fields.Texts("tags", "traceTags"), .. trace is { } above ? new ForeignFields(above).Texts("tags") : []]);
        if (end >= start) record.Set("metrics.latency_ms", Milliseconds(end.Value - start));
        else if (fields.Number("latency") is >= 0 and var seconds) record.Set("metrics.latency_ms", (long)Math.Round(seconds * 1000));
        if (first >= start) record.Set("metrics.ttft_ms", Milliseconds(first.Value - start));
        else if (fields.Number("timeToFirstToken") is >= 0 and var wait) record.Set("metrics.ttft_ms", (long)Math.Round(wait * 1000));
        if (fields.Text("level") == "ERROR") record.Set("status", "error").Set("error_code", "error").Set("error_message", fields.Text("statusMessage"));
        LangfuseUsage.Read(record, fields);
        Conversation.Input(record, fields.Json("input"));
        Conversation.Output(record, fields.Json("output"));
        if (fields.Json("modelParameters") is { ValueKind: JsonValueKind.Object } parameters && !record.Has("request.parameters")) record.Set("request.parameters", parameters);
        Scores(record, fields.Json("scores"));
        fields.Ignore("latency", "timeToFirstToken", "createdAt", "updatedAt", "modelId", "internalModelId", "inputPrice", "outputPrice", "totalPrice", "inputCost", "outputCost",
            "calculatedInputCost", "calculatedOutputCost", "costDetails", "unit", "projectId", "traceTimestamp");
        Rest(record, fields);
        return record.Build();
    }

    private static void Rest(RecordBuilder record, ForeignFields fields)
    {
        if (fields.Json("metadata") is { ValueKind: JsonValueKind.Object } metadata) record.Metadata(metadata.EnumerateObject());
        else if (fields.Value("metadata") is { } other) record.Metadata("metadata", other);
        record.Metadata(fields.Others);
    }

    private static DateTimeOffset Time(ForeignFields fields, string name) => fields.Time(name) ?? throw new ImportException($"its {name} is no time");

    private static long Milliseconds(TimeSpan span) => (long)Math.Round(span.TotalMilliseconds);

    /// <summary>A list of scores as the API gives it, or an object of lists as the table does; the first number of each counts.</summary>
    private static void Scores(RecordBuilder record, JsonElement? scores)
    {
        if (scores is { ValueKind: JsonValueKind.Array } list)
        {
            foreach (var score in list.EnumerateArray()) Score(record, score.Text("name"), score.Field("value"));
        }
        else if (scores is { ValueKind: JsonValueKind.Object } table)
        {
            foreach (var score in table.EnumerateObject()) Score(record, score.Name, score.Value is { ValueKind: JsonValueKind.Array } values && values.GetArrayLength() > 0 ? values[0] : score.Value);
        }
    }

    private static void Score(RecordBuilder record, string? name, JsonElement? value)
    {
        if (name is { Length: > 0 and <= 128 } && value is { ValueKind: JsonValueKind.Number } number) record.Set($"evaluation.scores.{name.Replace('.', '_')}", number);
    }
}
