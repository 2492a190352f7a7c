using System.Globalization;
using System.Text.Json;
using Reprise.Cli.Output;
using Spectre.Console;

namespace Reprise.Cli.Commands.Prices;

/// <summary>Price rows as the server tells them. Which prices a row has differs by model, so the columns are those the rows have.</summary>
internal static class PriceRows
{
    private static readonly string[] Naming = ["provider", "model", "valid_from", "hours", "source", "names"];

    public static IReadOnlyList<JsonElement> Of(JsonElement answer)
    {
        var rows = answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("items", out var items) ? items : answer;
        return rows.ValueKind == JsonValueKind.Array ? [.. rows.EnumerateArray().Where(static row => row.ValueKind == JsonValueKind.Object)] : [];
    }

    public static void WriteTable(Terminal terminal, IReadOnlyList<JsonElement> rows)
    {
        var prices = rows.Select(static row => Prices(row)).ToList();
        var columns = prices.SelectMany(static row => row.Keys).Distinct(StringComparer.Ordinal).ToList();
        var table = Tables.New([
            "provider", "model", "from", .. columns.Select(static name => name.Replace('_', ' ').Replace(" per million", "/M", StringComparison.Ordinal) + "#")]);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = prices[i];
            string[] cells = [Text(rows[i], "provider"), Text(rows[i], "model"), Text(rows[i], "valid_from"), .. columns.Select(name => row.GetValueOrDefault(name, ""))];
            table.AddRow(cells.Select(static cell => Tables.Cell(cell)));
        }

        terminal.People.Write(table);
    }

    /// <summary>All numbers of a row by name, also those of an object in it.</summary>
    private static Dictionary<string, string> Prices(JsonElement row)
    {
        var prices = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in row.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Number) prices[property.Name] = Number(property.Value);
            if (property.Value.ValueKind != JsonValueKind.Object || Naming.Contains(property.Name)) continue;
            foreach (var price in property.Value.EnumerateObject())
            {
                if (price.Value.ValueKind == JsonValueKind.Number) prices[price.Name] = Number(price.Value);
            }
        }

        return prices;
    }

    private static string Number(JsonElement value) =>
        value.TryGetDecimal(out var number) ? number.ToString("0.############", CultureInfo.InvariantCulture) : value.GetRawText();

    private static string Text(JsonElement row, string name) => row.TryGetProperty(name, out var value) ? value.ToString() : "";
}
