using System.Text.Json;

namespace Reprise.BuildJudge;

/// <summary>Texts among which a cache would look: one database, one site.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Source">The material it comes from.</param>
/// <param name="Texts">Each with the answer it asks for; texts of one answer ask the same.</param>
internal sealed record Shelf(string Name, string Source, IReadOnlyList<Asked> Texts);

internal readonly record struct Asked(string Text, string Answer);

/// <summary>Reads what lies in the folder of material. A file that is not there is left out, and the report says what was read.</summary>
internal static class Material
{
    public static List<Shelf> Read(string folder)
    {
        var shelves = new List<Shelf>();
        foreach (var file in Directory.GetFiles(folder, "spider-syn-*.json").Order(StringComparer.Ordinal)) shelves.AddRange(Spider(file));
        foreach (var file in Directory.GetFiles(folder, "text2sql-*.json").Order(StringComparer.Ordinal))
        {
            if (new FileInfo(file).Length > 0) shelves.Add(TextToSql(file));
        }

        return shelves;
    }

    /// <summary>Questions to databases. Questions with the same query ask the same; the substituted wording of one asks the same too.</summary>
    private static IEnumerable<Shelf> Spider(string file)
    {
        var rows = Json(file).EnumerateArray().ToList();
        foreach (var database in rows.GroupBy(row => row.GetProperty("db_id").GetString()!))
        {
            var texts = new List<Asked>();
            foreach (var row in database)
            {
                var query = Squeeze(row.GetProperty("query").GetString()!);
                texts.Add(new Asked(Tidy(row.GetProperty("SpiderQuestion").GetString()!), query));
                texts.Add(new Asked(Tidy(row.GetProperty("SpiderSynQuestion").GetString()!), query));
            }

            yield return new Shelf(database.Key, "spider-syn", Distinct(texts));
        }
    }

    /// <summary>Questions with the query they stand for, and values for the places both leave open.</summary>
    private static Shelf TextToSql(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var texts = new List<Asked>();
        var number = 0;
        foreach (var query in Json(file).EnumerateArray())
        {
            number++;
            foreach (var sentence in query.GetProperty("sentences").EnumerateArray())
            {
                var text = sentence.GetProperty("text").GetString()!;
                var values = sentence.GetProperty("variables").EnumerateObject().Where(value => text.Contains(value.Name, StringComparison.Ordinal)).OrderByDescending(value => value.Name.Length).ToList();
                foreach (var value in values) text = text.Replace(value.Name, value.Value.GetString(), StringComparison.Ordinal);
                texts.Add(new Asked(Tidy(text), $"{number} {string.Join('|', values.OrderBy(value => value.Name, StringComparer.Ordinal).Select(value => $"{value.Name}={value.Value.GetString()!.ToLowerInvariant()}"))}"));
            }
        }

        return new Shelf(name, "text2sql", Distinct(texts));
    }

    /// <summary>Questions as people type them, without anything said about which ask the same.</summary>
    /// <param name="folder">Of the material.</param>
    /// <param name="atLeast">How well formed, 0 to 1.</param>
    public static List<string> Questions(string folder, double atLeast) =>
        Directory.GetFiles(folder, "wellformed-*.tsv").Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Select(line => line.Split('\t'))
            .Where(line => line.Length == 2 && double.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture) >= atLeast).Select(line => line[0].Trim()).Distinct(StringComparer.Ordinal).ToList();

    /// <summary>A text that is asked with two answers says nothing about either.</summary>
    private static List<Asked> Distinct(List<Asked> texts) =>
        texts.GroupBy(text => text.Text, StringComparer.Ordinal).Where(same => same.Select(text => text.Answer).Distinct(StringComparer.Ordinal).Count() == 1).Select(same => same.First()).ToList();

    private static string Squeeze(string query) => string.Concat(query.Where(c => !char.IsWhiteSpace(c) && c is not ('"' or '\''))).ToLowerInvariant();

    private static string Tidy(string text) => text.Trim().Replace(" ?", "?", StringComparison.Ordinal).Replace(" .", ".", StringComparison.Ordinal).Replace(" ,", ",", StringComparison.Ordinal).Replace(" 's", "'s", StringComparison.Ordinal);

    private static JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;
}
