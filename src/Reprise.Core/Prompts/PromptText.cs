using System.Text;

namespace Reprise.Prompts;

/// <summary>
/// A text with variables: <c>{{name}}</c>, or <c>{{name|what stands there when nobody says}}</c>; <c>\{{</c> writes the braces. Nothing else is ever done, and
/// what is put in is never looked at again, so a value cannot reach another one.
/// </summary>
internal sealed class PromptText
{
    public const int NameLength = 64;
    private const string Open = "{{", Close = "}}";

    private readonly List<(string Text, string? Variable, string? Default)> _pieces = [];

    /// <exception cref="PromptException">Braces that hold no variable; says where.</exception>
    public PromptText(string template)
    {
        var text = new StringBuilder();
        var at = 0;
        while (template.IndexOf(Open, at, StringComparison.Ordinal) is var open and >= 0)
        {
            if (open > 0 && template[open - 1] == '\\')
            {
                text.Append(template, at, open - 1 - at).Append(Open);
                at = open + Open.Length;
                continue;
            }

            var close = template.IndexOf(Close, open, StringComparison.Ordinal);
            if (close < 0) throw new PromptException($"At character {open + 1}: '{{{{' is not closed. Write '\\{{{{' for the braces themselves.");
            var inner = template[(open + Open.Length)..close];
            var bar = inner.IndexOf('|', StringComparison.Ordinal);
            var name = (bar < 0 ? inner : inner[..bar]).Trim();
            if (!IsName(name)) throw new PromptException($"At character {open + 1}: the braces hold no name of a variable; expected letters, digits and '_', not beginning with a digit, as in {{{{name}}}} or {{{{name|default}}}}. Write '\\{{{{' for the braces themselves.");
            text.Append(template, at, open - at);
            _pieces.Add((text.ToString(), name, bar < 0 ? null : inner[(bar + 1)..]));
            text.Clear();
            at = close + Close.Length;
        }

        _pieces.Add((text.Append(template, at, template.Length - at).ToString(), null, null));
    }

    /// <summary>Each once, in the order they occur.</summary>
    public IEnumerable<string> Variables => _pieces.Select(static piece => piece.Variable).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <exception cref="PromptException">A variable has neither value nor default; names it.</exception>
    public string Render(IReadOnlyDictionary<string, string> values)
    {
        var text = new StringBuilder();
        foreach (var (before, variable, standard) in _pieces)
        {
            text.Append(before);
            if (variable is not null) text.Append(values.GetValueOrDefault(variable) ?? standard ?? throw new PromptException($"The variable '{variable}' has no value, and the template no default for it."));
        }

        return text.ToString();
    }

    private static bool IsName(string name) =>
        name is { Length: > 0 and <= NameLength } && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
