using System.Text.Json;
using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Json;

/// <summary>
/// A JSONPath: names, indexes, wildcards, slices, several of these at once, descent to any depth, and filters that compare. Without the functions of the standard.
/// </summary>
/// <remarks>Source: RFC 9535.</remarks>
internal sealed class JsonPath
{
    /// <summary>Values looked at; descents within descents can ask for more than anybody waits for.</summary>
    private const int MostSteps = 200_000;

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

    /// <summary>What it leads to, in the order of the value; nothing beyond the bound of steps.</summary>
    public IReadOnlyList<JsonElement> Select(JsonElement root)
    {
        var left = MostSteps;
        List<JsonElement> found = [root];
        foreach (var segment in _segments)
        {
            var next = new List<JsonElement>();
            foreach (var value in found)
            {
                if (segment.Descends) Descend(value, segment, root, next, ref left);
                else Apply(value, segment, root, next, ref left);
            }

            found = next;
        }

        return found;
    }

    private static void Descend(JsonElement value, PathSegment segment, JsonElement root, List<JsonElement> found, ref int left)
    {
        if (left <= 0) return;
        Apply(value, segment, root, found, ref left);
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray()) Descend(item, segment, root, found, ref left);
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in value.EnumerateObject()) Descend(property.Value, segment, root, found, ref left);
        }
    }

    private static void Apply(JsonElement value, PathSegment segment, JsonElement root, List<JsonElement> found, ref int left)
    {
        foreach (var selector in segment.Selectors)
        {
            if (--left <= 0) return;
            foreach (var selected in selector.Select(value, root))
            {
                if (--left <= 0) return;
                found.Add(selected);
            }
        }
    }
}

/// <param name="Descends">Whether it is taken at every depth.</param>
/// <param name="Selectors">What it leads to from one value.</param>
internal sealed record PathSegment(bool Descends, IReadOnlyList<PathSelector> Selectors);
