using System.Runtime.InteropServices;
using System.Text.Json;

namespace Reprise.Transfer.Import;

/// <summary>Our own records, and what comes near them: ingest reads these as they are.</summary>
internal sealed class OwnLines : ForeignFormat
{
    public override string Name => "jsonl";

    public override bool Recognises(JsonElement record) => true;

    public override IEnumerable<byte[]> Map(JsonElement record, ImportNotes notes)
    {
        var raw = JsonMarshal.GetRawUtf8Value(record);
        if (!raw.Contains((byte)'\n')) return [raw.ToArray()];
        return [TransferJson.Object(writer =>
        {
            foreach (var member in record.EnumerateObject()) member.WriteTo(writer);
        })];
    }
}
