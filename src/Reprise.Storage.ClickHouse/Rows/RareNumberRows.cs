using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.ClickHouse.Rows;

/// <summary>Rare numbers as a map in one column.</summary>
internal static class RareNumberRows
{
    public static void Write(RowWriter row, Interaction interaction)
    {
        var count = 0u;
        foreach (var (_, read) in RareNumbers.All)
        {
            if (read(interaction) is not null) count++;
        }

        row.Varint(count);
        if (count == 0) return;
        foreach (var (name, read) in RareNumbers.All)
        {
            if (read(interaction) is not { } number) continue;
            row.Text(name);
            row.Int64(number);
        }
    }

    public static Interaction Read(RowReader row, Interaction interaction)
    {
        var count = row.Varint();
        if (count == 0) return interaction;
        var numbers = new Dictionary<string, long>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++) numbers[row.Text()] = row.Int64();
        return RareNumbers.Apply(interaction, name => numbers.TryGetValue(name, out var value) ? value : null);
    }
}
