using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reprise.Evaluation.Kinds;
using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Json;

/// <summary>Reads a schema into checks. Each place in it is read once, so that parts may refer to each other in circles.</summary>
internal sealed class SchemaReader(JsonElement document)
{
    private const int MostNodes = 20_000, MaxDepth = 200;

    private static readonly FrozenSet<string> s_annotations = new[]
    {
        "$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "format", "contentEncoding", "contentMediaType",
        // Read with their neighbours.
        "then", "else", "minContains", "maxContains", "additionalProperties",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly Dictionary<string, SchemaNode> _nodes = new(StringComparer.Ordinal);

    private int _depth;

    public SchemaNode ReadRoot() => Read(document, "#");

    private SchemaNode Read(JsonElement schema, string place)
    {
        if (_nodes.TryGetValue(place, out var known)) return known;
        if (_nodes.Count >= MostNodes || ++_depth > MaxDepth) throw new FormatException("The schema is too large, or its parts refer to each other too deeply.");
        var node = _nodes[place] = new SchemaNode();
        if (schema.ValueKind == JsonValueKind.False) node.Checks.Add(static (_, run) => run.Fail("nothing is allowed here"));
        else if (schema.ValueKind == JsonValueKind.Object)
        {
            foreach (var keyword in schema.EnumerateObject()) ReadKeyword(node, schema, keyword, place);
        }
        else if (schema.ValueKind != JsonValueKind.True) throw Wrong(place, "expected a schema: an object, true or false");
        _depth--;
        return node;
    }

    private void ReadKeyword(SchemaNode node, JsonElement schema, JsonProperty keyword, string place)
    {
        var (name, value, here) = (keyword.Name, keyword.Value, $"{place}/{keyword.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}");
        SchemaCheck? check = name switch
        {
            "type" => ValueChecks.Type(Words(value, here)),
            "enum" => ValueChecks.Enum([.. Items(value, here)]),
            "const" => ValueChecks.Const(value),
            "minimum" => ValueChecks.Number(Number(value, here), static (given, limit) => given >= limit, "less than"),
            "maximum" => ValueChecks.Number(Number(value, here), static (given, limit) => given <= limit, "more than"),
            "exclusiveMinimum" => ValueChecks.Number(Number(value, here), static (given, limit) => given > limit, "not more than"),
            "exclusiveMaximum" => ValueChecks.Number(Number(value, here), static (given, limit) => given < limit, "not less than"),
            "multipleOf" => Number(value, here) is > 0 and var step ? ValueChecks.MultipleOf(step) : throw Wrong(here, "must be above 0"),
            "minLength" => ValueChecks.Length(Count(value, here), least: true),
            "maxLength" => ValueChecks.Length(Count(value, here), least: false),
            "pattern" => ValueChecks.Pattern(Pattern(Text(value, here), here)),
            "properties" => ObjectChecks.Properties(Schemas(value, here)),
            "required" => ObjectChecks.Required(Words(value, here)),
            "patternProperties" => ObjectChecks.PatternProperties([.. Schemas(value, here).Select(pair => (Pattern(pair.Name, here), pair.Schema))]),
            "propertyNames" => ObjectChecks.Names(Read(value, here)),
            "minProperties" => ObjectChecks.Count(Count(value, here), least: true),
            "maxProperties" => ObjectChecks.Count(Count(value, here), least: false),
            "dependentRequired" => ObjectChecks.DependentRequired([.. Object(value, here).Select(pair => (pair.Name, Words(pair.Value, here)))]),
            "dependentSchemas" => ObjectChecks.DependentSchemas(Schemas(value, here)),
            "items" when value.ValueKind == JsonValueKind.Array => throw Wrong(here, "is a list, as older drafts had it; write 'prefixItems'"),
            "items" => ArrayChecks.Items(Read(value, here), schema.TryGetProperty("prefixItems", out var before) && before.ValueKind == JsonValueKind.Array ? before.GetArrayLength() : 0),
            "prefixItems" => ArrayChecks.PrefixItems(List(value, here)),
            "contains" => ArrayChecks.Contains(Read(value, here), Neighbour(schema, "minContains", place) ?? 1, Neighbour(schema, "maxContains", place)),
            "minItems" => ArrayChecks.Count(Count(value, here), least: true),
            "maxItems" => ArrayChecks.Count(Count(value, here), least: false),
            "uniqueItems" => Flag(value, here) ? ArrayChecks.Unique : null,
            "allOf" => CombinedChecks.All(List(value, here)),
            "anyOf" => CombinedChecks.Any(List(value, here)),
            "oneOf" => CombinedChecks.One(List(value, here)),
            "not" => CombinedChecks.Not(Read(value, here)),
            "if" => CombinedChecks.If(Read(value, here), Branch(schema, "then", place), Branch(schema, "else", place)),
            "$ref" => Reference(Text(value, here), here),
            _ when s_annotations.Contains(name) || name.StartsWith("x-", StringComparison.Ordinal) => null,
            _ => throw Unknown(name, place),
        };
        if (check is not null) node.Checks.Add(check);
        if (name == "additionalProperties") node.Checks.Add(Additional(schema, value, here));
    }

    private SchemaCheck Additional(JsonElement schema, JsonElement value, string here)
    {
        var named = schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            ? properties.EnumerateObject().Select(static property => property.Name).ToHashSet(StringComparer.Ordinal) : [];
        Regex[] patterns = schema.TryGetProperty("patternProperties", out var known) && known.ValueKind == JsonValueKind.Object
            ? [.. known.EnumerateObject().Select(property => Pattern(property.Name, here))] : [];
        return ObjectChecks.Additional(named, patterns, value.ValueKind == JsonValueKind.False ? null : Read(value, here));
    }

    /// <summary>Only within the document: <c>#</c>, or a JSON pointer behind it.</summary>
    private SchemaCheck Reference(string reference, string here)
    {
        if (reference != "#" && !reference.StartsWith("#/", StringComparison.Ordinal)) throw Wrong(here, $"refers to '{EvaluatorOptions.Short(reference)}'; only places within the schema (#/$defs/…) can be followed");
        var found = document;
        foreach (var step in reference.Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (found.ValueKind == JsonValueKind.Object && found.TryGetProperty(name, out var next)) found = next;
            else if (found.ValueKind == JsonValueKind.Array && int.TryParse(name, out var index) && index >= 0 && index < found.GetArrayLength()) found = found[index];
            else throw Wrong(here, $"refers to '{EvaluatorOptions.Short(reference)}', which is not there");
        }

        var node = Read(found, reference);
        return node.Check;
    }

    private SchemaNode? Branch(JsonElement schema, string name, string place) => schema.TryGetProperty(name, out var value) ? Read(value, $"{place}/{name}") : null;

    private static long? Neighbour(JsonElement schema, string name, string place) => schema.TryGetProperty(name, out var value) ? Count(value, $"{place}/{name}") : null;

    private (string Name, SchemaNode Schema)[] Schemas(JsonElement value, string here) =>
        [.. Object(value, here).Select(property => (property.Name, Read(property.Value, $"{here}/{property.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}")))];

    private SchemaNode[] List(JsonElement value, string here)
    {
        SchemaNode[] schemas = [.. Items(value, here).Select((item, index) => Read(item, $"{here}/{index}"))];
        return schemas.Length > 0 ? schemas : throw Wrong(here, "must not be empty");
    }

    private static JsonElement.ObjectEnumerator Object(JsonElement value, string here) => value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : throw Wrong(here, "must be an object");

    private static JsonElement.ArrayEnumerator Items(JsonElement value, string here) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Wrong(here, "must be a list");

    private static string[] Words(JsonElement value, string here) => value.ValueKind == JsonValueKind.String ? [value.GetString()!] : [.. Items(value, here).Select(item => Text(item, here))];

    private static string Text(JsonElement value, string here) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(here, "must be text");

    private static bool Flag(JsonElement value, string here) => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(here, "must be true or false");

    private static double Number(JsonElement value, string here) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : throw Wrong(here, "must be a number");

    private static long Count(JsonElement value, string here) => Number(value, here) is var number and >= 0 and < 1e15 && Math.Floor(number) == number ? (long)number : throw Wrong(here, "must be a whole number, 0 or more");

    private static Regex Pattern(string pattern, string here)
    {
        try
        {
            return BoundedPattern.Make(pattern);
        }
        catch (RegexParseException e)
        {
            throw Wrong(here, $"holds no pattern: a mistake at character {e.Offset + 1}");
        }
    }

    private static FormatException Unknown(string name, string place) => Wrong(place, $"holds the keyword '{EvaluatorOptions.Short(name)}', which is not known here and might ask for something");

    private static FormatException Wrong(string place, string mistake) => new($"The schema at {(place.Length <= 200 ? place : place[..200] + "…")}: {mistake}.");
}
