using System.Globalization;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer.Import;

/// <summary>Documents as <c>mongoexport</c> writes them, Extended JSON v2 relaxed or canonical: ours, and those of loggers that keep the same fields.</summary>
internal sealed class MongoLines : ForeignFormat
{
    public override string Name => "mongo";

    public override bool Recognises(JsonElement record) =>
        record.Field("_id") is not null && (record.Field("interaction_id") is not null || record.Field("request") is not null || record.Field("timestamp") is not null);

    public override IEnumerable<byte[]> Map(JsonElement record, ImportNotes notes)
    {
        var hasId = record.Field("interaction_id") is not null;
        return [TransferJson.Object(writer =>
        {
            if (!hasId && record.Field("_id") is { } id) writer.WriteString("interaction_id", id.Object("$oid") is null && id.Text("$oid") is { } oid ? oid : id.AsText());
            foreach (var member in record.EnumerateObject())
            {
                if (member.NameEquals("_id")) continue;
                writer.WritePropertyName(MongoNames.Original(member.Name));
                Write(writer, member.Value);
            }
        })];
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in value.EnumerateArray()) Write(writer, item);
            writer.WriteEndArray();
        }
        else if (value.ValueKind != JsonValueKind.Object) value.WriteTo(writer);
        else if (!TryWriteTyped(writer, value))
        {
            writer.WriteStartObject();
            foreach (var member in value.EnumerateObject())
            {
                writer.WritePropertyName(MongoNames.Original(member.Name));
                Write(writer, member.Value);
            }

            writer.WriteEndObject();
        }
    }

    /// <summary>An object with one member whose name is a type.</summary>
    private static bool TryWriteTyped(Utf8JsonWriter writer, JsonElement value)
    {
        using var members = value.EnumerateObject();
        if (!members.MoveNext() || !members.Current.Name.StartsWith('$')) return false;
        var (name, inner) = (members.Current.Name, members.Current.Value);
        if (members.MoveNext()) return false;
        var text = inner.ValueKind == JsonValueKind.String ? inner.GetString()! : "";
        switch (name)
        {
            case "$oid" or "$symbol" or "$uuid": writer.WriteStringValue(text); return true;
            case "$date" when inner.ValueKind == JsonValueKind.String: writer.WriteStringValue(text); return true;
            case "$date" when long.TryParse(inner.Text("$numberLong") ?? inner.Raw(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds) && Math.Abs(milliseconds) < 60_000_000_000_000:
                writer.WriteStringValue(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
                return true;
            case "$numberInt" or "$numberLong" when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number): writer.WriteNumberValue(number); return true;
            case "$numberDouble" when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number): writer.WriteNumberValue(number); return true;
            case "$numberDecimal" when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number): writer.WriteNumberValue(number); return true;
            default: return false;
        }
    }
}
