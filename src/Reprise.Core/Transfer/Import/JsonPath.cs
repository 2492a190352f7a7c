using System.Globalization;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer.Import;

/// <summary>A place in a foreign record: <c>$.a.b[0]['odd name']</c>; the <c>$.</c> may be left out, <c>[-1]</c> is the last.</summary>
internal sealed class JsonPath
{
    private readonly IReadOnlyList<Step> _steps;

    private JsonPath(IReadOnlyList<Step> steps) => _steps = steps;

    /// <summary>The name it begins with; null when it begins with a place in a list, or is the whole.</summary>
    public string? First => _steps.Count > 0 ? _steps[0].Name : null;

    /// <returns>The path, or what is wrong with the text.</returns>
    public static (JsonPath? Path, string? Mistake) Parse(string text)
    {
        var steps = new List<Step>();
        var at = text.StartsWith('$') ? 1 : 0;
        while (at < text.Length)
        {
            if (text[at] == '[')
            {
                var end = text.IndexOf(']', at);
                if (end < 0) return (null, $"'[' at character {at + 1} is not closed");
                var inner = text[(at + 1)..end];
                if (inner.Length >= 2 && inner[0] is '\'' or '"' && inner[^1] == inner[0]) steps.Add(new Step(inner[1..^1], 0));
                else if (int.TryParse(inner, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)) steps.Add(new Step(null, index));
                else return (null, $"'[{inner}]' at character {at + 1} is neither a number nor a name in quotes");
                at = end + 1;
                continue;
            }

            if (text[at] == '.') at++;
            else if (at > 0) return (null, $"expected '.' or '[' at character {at + 1}");
            var next = text.AsSpan(at).IndexOfAny('.', '[');
            var name = next < 0 ? text[at..] : text.Substring(at, next);
            if (name.Length == 0) return (null, $"a name is missing at character {at + 1}");
            if (name == "*" || name.Contains('?', StringComparison.Ordinal)) return (null, "only names and numbers lead through a record, no '*' and no conditions");
            steps.Add(new Step(name, 0));
            at += name.Length;
        }

        return (new JsonPath(steps), null);
    }

    public JsonElement? Find(JsonElement json)
    {
        JsonElement? value = json;
        foreach (var step in _steps)
        {
            if (value is not { } here) return null;
            if (step.Name is { } name) value = here.Field(name);
            else if (here.ValueKind != JsonValueKind.Array) return null;
            else
            {
                var index = step.Index < 0 ? here.GetArrayLength() + step.Index : step.Index;
                value = index >= 0 && index < here.GetArrayLength() ? here[index] : null;
            }
        }

        return value is { ValueKind: JsonValueKind.Null } ? null : value;
    }

    private readonly record struct Step(string? Name, int Index);
}
