using System.Text.Json;
using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Json;

/// <summary>
/// A JSONPath: names, indexes, wildcards, slices, several of these at once, descent to any depth, and filters that compare. Without the functions of the standard.
/// </summary>
/// <remarks>Source: RFC 9535.</remarks>
internal sealed class JsonPath
{
    /// <summary>Why a search has no result.</summary>
    public const string TooMuch = "the path would look at too many values of this answer";

    private readonly IReadOnlyList<PathSegment> _segments;

    private JsonPath(IReadOnlyList<PathSegment> segments) => _segments = segments;

    /// <exception cref="FormatException">It is no path; says where.</exception>
    public static JsonPath Parse(string text)
    {
        var reader = new PathReader(text);
        return new JsonPath(reader.ReadWhole());
    }

    public static JsonPath Of(IReadOnlyList<PathSegment> segments) => new(segments);

    /// <summary>The path an option holds; null when it holds none.</summary>
    public static JsonPath? Read(EvaluatorOptions options, string name)
    {
        if (options.Text(name) is not { } text) return null;
        try
        {
            return Parse(text);
        }
        catch (FormatException e)
        {
            throw options.Wrong(name, $"is no path: {e.Message}");
        }
    }

    /// <summary>What it leads to, in the order of the value; null when finding it takes more than anybody waits for.</summary>
    public IReadOnlyList<JsonElement>? Select(JsonElement root)
    {
        var search = new PathSearch(root);
        var found = Select(root, search);
        return search.IsExhausted ? null : found;
    }

    /// <summary>The first value it leads to from a value, as a part of a search.</summary>
    internal JsonElement? First(JsonElement value, PathSearch search) => Select(value, search) is [var first, ..] ? first : null;

    private List<JsonElement> Select(JsonElement from, PathSearch search)
    {
        List<JsonElement> found = [from];
        foreach (var segment in _segments)
        {
            var next = new List<JsonElement>();
            foreach (var value in found)
            {
                if (search.IsExhausted) break;
                if (segment.Descends) Descend(value, segment, search, next);
                else Apply(value, segment, search, next);
            }

            found = next;
        }

        return found;
    }

    private static void Descend(JsonElement value, PathSegment segment, PathSearch search, List<JsonElement> found)
    {
        if (search.IsExhausted) return;
        Apply(value, segment, search, found);
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray()) Descend(item, segment, search, found);
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in value.EnumerateObject()) Descend(property.Value, segment, search, found);
        }
    }

    private static void Apply(JsonElement value, PathSegment segment, PathSearch search, List<JsonElement> found)
    {
        foreach (var selector in segment.Selectors)
        {
            if (!search.Take()) return;
            foreach (var selected in selector.Select(value, search))
            {
                if (!search.Take()) return;
                found.Add(selected);
            }
        }
    }
}

/// <param name="Descends">Whether it is taken at every depth.</param>
/// <param name="Selectors">What it leads to from one value.</param>
internal sealed record PathSegment(bool Descends, IReadOnlyList<PathSelector> Selectors);
