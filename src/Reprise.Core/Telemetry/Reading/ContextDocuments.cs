using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>What was looked up for a call, in any convention's shape, as documents of its context.</summary>
internal static class ContextDocuments
{
    private const int Most = 1000;

    public static void Add(CallContent content, JsonElement list)
    {
        foreach (var item in ((JsonElement?)list).Items().Take(Most))
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                content.Context(new ContextDocument { Content = item.GetString() });
                continue;
            }

            if (item.ValueKind != JsonValueKind.Object) continue;
            var document = item.Object("document") ?? item;
            var text = document.Field("content") ?? document.Field("page_content") ?? document.Field("text");
            var rest = document.EnumerateObject().Where(member => member.Name is not ("content" or "page_content" or "text" or "id" or "document_id" or "metadata")).Select(member => new KeyValuePair<string, JsonElement>(member.Name, member.Value)).ToList();
            var own = document.Field("metadata") is { ValueKind: JsonValueKind.String } packed ? TelemetryJson.Parsed(packed.GetString()!) : document.Field("metadata");
            if (own is { ValueKind: JsonValueKind.Object } members) rest.AddRange(members.EnumerateObject().Where(member => !rest.Exists(one => one.Key == member.Name)).Select(member => new KeyValuePair<string, JsonElement>(member.Name, member.Value)));
            content.Context(new ContextDocument
            {
                Content = text?.AsText(),
                Source = (document.Field("id") ?? document.Field("document_id"))?.AsText(),
                Metadata = rest.Count == 0 ? null : TelemetryJson.Object(rest),
            });
        }
    }

    /// <summary>One result of a search in a vector database, as an event.</summary>
    public static void Add(CallContent content, TelemetryAttributes attributes)
    {
        var reader = new AttributeReader(attributes);
        var metadata = reader.SeenBelow("db.").Where(one => !one.Key.EndsWith(".document", StringComparison.Ordinal) && !one.Key.EndsWith(".id", StringComparison.Ordinal) && !one.Key.EndsWith(".vector", StringComparison.Ordinal))
            .Select(one => new KeyValuePair<string, JsonElement>(one.Key.Split('.')[^1], TelemetryJson.Of(one.Value))).DistinctBy(one => one.Key).ToList();
        content.Context(new ContextDocument
        {
            Content = reader.Text("db.query.result.document", "db.search.result.document", "db.search.result.entity"),
            Source = reader.Text("db.query.result.id", "db.search.result.id"),
            Metadata = metadata.Count == 0 ? null : TelemetryJson.Object(metadata),
        });
    }
}
