using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reprise.Client.AI;

namespace Reprise.Client.Tools;

/// <summary>The arguments of a program with places for a caller's values.</summary>
internal sealed partial class ArgumentTemplate
{
    public const string MoreName = "arguments";
    public const string InputName = "input";

    private readonly ExecutableTool _tool;
    private readonly List<string> _names;

    public ArgumentTemplate(ExecutableTool tool)
    {
        _tool = tool;
        if (tool.Arguments.Count == 0) throw new ArgumentException($"The tool {tool.Id} names no program.", nameof(tool));
        if (Place().IsMatch(tool.Arguments[0])) throw new ArgumentException($"The tool {tool.Id} lets its caller choose the program.", nameof(tool));
        _names = [.. tool.Arguments.SelectMany(static argument => Place().Matches(argument)).Select(static match => match.Groups[1].Value).Distinct(StringComparer.Ordinal)];
        Schema = SchemaOf();
    }

    /// <summary>What a caller says, as a JSON Schema.</summary>
    public JsonElement Schema { get; }

    /// <exception cref="ArgumentException">A value is missing, or would be an option.</exception>
    public List<string> Fill(IReadOnlyDictionary<string, string> values, IReadOnlyList<string> more)
    {
        if (more.Count > 0 && !_tool.TakesArguments) throw new ArgumentException($"The tool {_tool.Id} takes no arguments beside its own.", nameof(more));
        if (_names.Find(name => !values.ContainsKey(name)) is { } missing) throw new ArgumentException($"The tool {_tool.Id} needs a value for '{missing}'.", nameof(values));
        List<string> filled = [_tool.Arguments[0], .. _tool.Arguments.Skip(1).Select(argument => Fill(argument, values)), .. more];
        if (filled.Exists(static argument => argument.Contains('\0', StringComparison.Ordinal))) throw new ArgumentException("An argument cannot hold a zero character.", nameof(values));
        return filled;
    }

    private string Fill(string argument, IReadOnlyDictionary<string, string> values)
    {
        var filled = new StringBuilder();
        var at = 0;
        foreach (Match place in Place().Matches(argument))
        {
            filled.Append(argument, at, place.Index - at).Append(values[place.Groups[1].Value]);
            at = place.Index + place.Length;
        }

        filled.Append(argument, at, argument.Length - at);
        return argument.StartsWith('{') && at > 0 && filled.Length > 0 && filled[0] == '-'
            ? throw new ArgumentException($"A value of the tool {_tool.Id} begins with '-', which its program would take for an option.", nameof(values)) : filled.ToString();
    }

    private JsonElement SchemaOf() => JsonValues.Object(writer =>
    {
        writer.WriteString("type", "object");
        writer.WriteStartObject("properties");
        foreach (var name in _names)
        {
            writer.WriteStartObject(name);
            writer.WriteString("type", "string");
            if (_tool.Parameters.GetValueOrDefault(name) is { } description) writer.WriteString("description", description);
            writer.WriteEndObject();
        }

        if (_tool.TakesArguments) JsonElement.Parse("""{"type":"array","items":{"type":"string"},"description":"More arguments, each by itself; no shell reads them."}""").WriteTo(Named(MoreName));
        if (_tool.TakesInput) JsonElement.Parse("""{"type":"string","description":"What the program reads from its standard input."}""").WriteTo(Named(InputName));
        writer.WriteEndObject();
        writer.WriteStartArray("required");
        foreach (var name in _names) writer.WriteStringValue(name);
        writer.WriteEndArray();

        Utf8JsonWriter Named(string name)
        {
            writer.WritePropertyName(name);
            return writer;
        }
    });

    [GeneratedRegex(@"\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
