using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer.Import;

/// <summary>
/// Reads a mapping file: which of our fields comes from which place of a foreign record. <c>{"fields": {"timestamp": "$.ts", "metrics.latency_ms": {"path": "$.took",
/// "unit": "s"}, "provider": {"value": "openai"}}, "rest": "metadata"}</c>. Everything that is wrong with it is said at once.
/// </summary>
public static class MappingFile
{
    private static readonly string[] s_members = ["path", "paths", "value", "unit", "map", "required"];

    /// <returns>The format it makes, or the mistakes.</returns>
    public static (Mapping? Mapping, IReadOnlyList<string> Mistakes) Read(ReadOnlyMemory<byte> utf8)
    {
        if (!RecordJson.TryParse(utf8, out var json, out var broken)) return (null, [$"it is no JSON: {broken}"]);
        if (json.Object("fields") is not { } fields) return (null, ["it needs 'fields', an object of our fields and where they come from"]);
        var mistakes = new List<string>();
        var rules = new List<MappingRule>();
        foreach (var field in fields.EnumerateObject())
        {
            if (!RecordPaths.IsKnown(field.Name)) mistakes.Add($"fields: a record has no field '{field.Name}'{Near(field.Name)}");
            else if (ReadRule(field.Name, field.Value, mistakes) is { } rule) rules.Add(rule);
        }

        var rest = json.Field("rest") is null ? "metadata" : json.Text("rest");
        if (rest is not ("metadata" or "drop")) mistakes.Add("rest must be metadata or drop");
        foreach (var member in json.EnumerateObject().Where(member => member.Name is not ("fields" or "rest" or "$schema" or "comment"))) mistakes.Add($"there is no setting '{member.Name}'; expected fields and rest");
        if (mistakes.Count == 0 && rules.Count == 0) mistakes.Add("fields is empty");
        return mistakes.Count > 0 ? (null, mistakes) : (new Mapping(rules, rest == "metadata"), []);
    }

    private static MappingRule? ReadRule(string field, JsonElement value, List<string> mistakes)
    {
        var before = mistakes.Count;
        if (value.ValueKind == JsonValueKind.String) return Paths(field, [value], mistakes) is { } only ? new MappingRule(field, only) : null;
        if (value.ValueKind != JsonValueKind.Object)
        {
            mistakes.Add($"{field}: must be a path, or an object with path or value; found {RecordFields.Describe(value)}");
            return null;
        }

        foreach (var member in value.EnumerateObject().Where(member => !s_members.Contains(member.Name))) mistakes.Add($"{field}: there is no '{member.Name}'; expected {string.Join(", ", s_members)}");
        var constant = value.Field("value");
        JsonElement[] given = value.Field("path") is { } one ? [one] : [.. value.Field("paths").Items()];
        if (constant is null == (given.Length == 0)) mistakes.Add($"{field}: needs either path (or paths, the first that is there) or value");
        var unit = value.Field("unit") is null ? null : value.Text("unit");
        if (value.Field("unit") is not null && (unit is null || !MappingUnits.Names.Contains(unit))) mistakes.Add($"{field}: unit must be one of {string.Join(", ", MappingUnits.Names)}");
        var map = value.Object("map");
        if (value.Field("map") is not null && map is null) mistakes.Add($"{field}: map must be an object from their words to ours");
        if (value.Field("required") is { } needed && needed.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) mistakes.Add($"{field}: required must be true or false");
        var paths = Paths(field, given, mistakes);
        if (mistakes.Count > before) return null;
        return new MappingRule(field, paths ?? []) { Constant = constant, Unit = unit, Map = map, IsRequired = value.Field("required") is { ValueKind: JsonValueKind.True } };
    }

    private static List<JsonPath>? Paths(string field, JsonElement[] given, List<string> mistakes)
    {
        var paths = new List<JsonPath>();
        foreach (var item in given)
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                mistakes.Add($"{field}: a path is a string; found {RecordFields.Describe(item)}");
                return null;
            }

            var (path, mistake) = JsonPath.Parse(item.GetString()!);
            if (path is null)
            {
                mistakes.Add($"{field}: '{item.GetString()}' is no path: {mistake}");
                return null;
            }

            paths.Add(path);
        }

        return paths;
    }

    /// <summary>The field whose last word is the same, or that begins alike.</summary>
    private static string Near(string name)
    {
        var last = name[(name.LastIndexOf('.') + 1)..];
        var near = RecordPaths.All.FirstOrDefault(path => path == last || path.EndsWith("." + last, StringComparison.Ordinal))
            ?? RecordPaths.All.FirstOrDefault(path => last.Length > 3 && path.Contains(last[..4], StringComparison.Ordinal));
        return near is null ? "" : $"; did you mean '{near}'?";
    }
}
