using Reprise.Telemetry;

namespace Reprise.Server.Telemetry.Decoding;

/// <summary>Reads attributes and their values from protobuf.</summary>
internal sealed class ProtobufValues(DecodeBudget budget)
{
    /// <summary>The attributes of a message, which stand in its field of that number.</summary>
    public TelemetryAttributes Attributes(ReadOnlySpan<byte> message, int field) => Pairs(message, field, depth: 0) is { Count: > 0 } pairs ? new TelemetryAttributes(pairs) : TelemetryAttributes.None;

    /// <summary>One value; null as a value where it has none, or lies too deep.</summary>
    public TelemetryValue Value(ReadOnlySpan<byte> bytes, int depth)
    {
        object? value = null;
        var reader = new ProtobufReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1 when reader.IsBytes:
                    value = budget.Text(reader.Bytes);
                    break;
                case 2:
                    value = reader.Number != 0;
                    break;
                case 3:
                    value = (long)reader.Number;
                    break;
                case 4:
                    value = reader.Double;
                    break;
                case 5 when reader.IsBytes && depth < budget.Limits.MaxDepth:
                    value = Items(reader.Bytes, depth + 1);
                    break;
                case 6 when reader.IsBytes && depth < budget.Limits.MaxDepth:
                    value = new TelemetryAttributes(Pairs(reader.Bytes, field: 1, depth + 1));
                    break;
                case 7 when reader.IsBytes:
                    value = reader.Bytes[..Math.Min(reader.Bytes.Length, budget.Limits.MaxTextBytes)].ToArray();
                    break;
            }
        }

        return new TelemetryValue(value);
    }

    private List<KeyValuePair<string, TelemetryValue>> Pairs(ReadOnlySpan<byte> message, int field, int depth)
    {
        var pairs = new List<KeyValuePair<string, TelemetryValue>>();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field != field || !reader.IsBytes || pairs.Count >= budget.Limits.MaxPerItem || !budget.TakeValue()) continue;
            var (name, value) = ("", default(TelemetryValue));
            var pair = new ProtobufReader(reader.Bytes);
            while (pair.Next())
            {
                if (pair is { Field: 1, IsBytes: true }) name = budget.Name(pair.Bytes);
                else if (pair is { Field: 2, IsBytes: true }) value = Value(pair.Bytes, depth);
            }

            pairs.Add(KeyValuePair.Create(name, value));
        }

        return pairs;
    }

    private List<TelemetryValue> Items(ReadOnlySpan<byte> list, int depth)
    {
        var items = new List<TelemetryValue>();
        var reader = new ProtobufReader(list);
        while (reader.Next())
        {
            if (reader is { Field: 1, IsBytes: true } && budget.TakeValue()) items.Add(Value(reader.Bytes, depth));
        }

        return items;
    }
}
