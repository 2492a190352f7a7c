using System.Text.Json;
using Reprise.Documents;
using Reprise.Transfer.Export;

namespace Reprise.Transfer.Import;

/// <summary>Lines of a user interaction monitor; those we wrote hold the rest of the record under <c>metadata.reprise</c>.</summary>
internal sealed class MonitorLines : ForeignFormat
{
    public override string Name => "monitor";

    public override bool Recognises(JsonElement record) => record.Field("interaction_type") is not null && record.Field("command") is not null && record.Field("interaction_id") is null;

    public override IEnumerable<byte[]> Map(JsonElement record, ImportNotes notes)
    {
        if (record.Object("metadata")?.Object(MonitorFormat.Rest) is not { } rest) return new OwnLines().Map(record, notes);
        return [TransferJson.Object(writer =>
        {
            foreach (var member in rest.EnumerateObject())
            {
                if (member.Name is not ("finish_reason" or "dialect")) member.WriteTo(writer);
            }

            foreach (var (name, theirs) in new[] { ("timestamp", "timestamp"), ("error_message", "error_message"), ("session_id", "session_id"), ("user_id", "user_hash") })
            {
                if (record.Field(theirs) is not { } value) continue;
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            // Contents were not written; how the answer ended was.
            if (rest.Text("finish_reason") is { } reason)
            {
                writer.WriteStartObject("response");
                writer.WriteString("finish_reason", reason);
                writer.WriteEndObject();
            }

            writer.WriteStartObject("metadata");
            foreach (var member in record.Object("metadata")!.Value.EnumerateObject())
            {
                if (!member.NameEquals(MonitorFormat.Rest)) member.WriteTo(writer);
            }

            writer.WriteEndObject();
        })];
    }
}
