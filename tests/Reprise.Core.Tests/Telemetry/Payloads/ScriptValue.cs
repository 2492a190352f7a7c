using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Reprise.Core.Tests.Telemetry;

/// <summary>Reads the literals of JavaScript and Python that expected values are written in. What is no literal (a variable of the other project's test) has no value here.</summary>
internal sealed class ScriptValue
{
    private readonly string _text;
    private readonly Func<string, JsonNode?> _variable;
    private int _at;

    private ScriptValue(string text, Func<string, JsonNode?> variable) => (_text, _variable) = (text, variable);

    /// <summary>False when it is no literal. A missing value is null, as is one that is said to be undefined.</summary>
    public static bool TryRead(string text, Func<string, JsonNode?> variable, out JsonNode? value)
    {
        value = null;
        var reader = new ScriptValue(text.Trim(), variable);
        try
        {
            value = reader.Value();
            reader.Space();
            return reader._at == reader._text.Length;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private JsonNode? Value()
    {
        Space();
        if (_at >= _text.Length) throw new FormatException();
        var c = _text[_at];
        if (c is '"' or '\'' or '`') return JsonValue.Create(String());
        if (c == '[') return List();
        if (c == '{') return Object();
        if (char.IsAsciiDigit(c) || c == '-') return Number();
        var word = Word();
        if (word == "JSON.stringify")
        {
            Space();
            Expect('(');
            var inner = Value();
            Space();
            if (Peek() == ',') Space(_at++);
            Expect(')');
            return JsonValue.Create(inner?.ToJsonString() ?? "null");
        }

        if (word == "void")
        {
            Value();
            return null;
        }

        return word switch { "true" or "True" => JsonValue.Create(true), "false" or "False" => JsonValue.Create(false), "null" or "undefined" or "None" => null, _ => _variable(word) ?? throw new FormatException() };
    }

    private JsonArray List()
    {
        var list = new JsonArray();
        Expect('[');
        for (Space(); Peek() != ']'; Space())
        {
            list.Add(Value()?.DeepClone());
            Space();
            if (Peek() == ',') _at++;
        }

        _at++;
        return list;
    }

    private JsonObject Object()
    {
        var made = new JsonObject();
        Expect('{');
        for (Space(); Peek() != '}'; Space())
        {
            if (_text.AsSpan(_at).StartsWith("..."))
            {
                // What is spread in is a variable; what stands beside it can be compared.
                _at += 3;
                Word();
            }
            else
            {
                var name = Peek() is '"' or '\'' or '`' ? String() : Word();
                Space();
                if (Peek() == ':')
                {
                    _at++;
                    made[name] = Value()?.DeepClone();
                }
                else made[name] = _variable(name)?.DeepClone() ?? throw new FormatException();
            }

            Space();
            if (Peek() == ',') _at++;
        }

        _at++;
        return made;
    }

    private JsonValue Number()
    {
        var start = _at++;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '_' or '+' or '-')) _at++;
        var digits = _text[start.._at].Replace("_", "", StringComparison.Ordinal);
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : throw new FormatException();
    }

    private string String()
    {
        var quote = _text[_at++];
        var text = new StringBuilder();
        for (; Peek() != quote; _at++)
        {
            if (quote == '`' && _text.AsSpan(_at).StartsWith("${")) throw new FormatException();
            if (_text[_at] != '\\')
            {
                text.Append(_text[_at]);
                continue;
            }

            _at++;
            if (Peek() == 'u' && _at + 4 < _text.Length && int.TryParse(_text.AsSpan(_at + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var unit))
            {
                text.Append((char)unit);
                _at += 4;
            }
            else text.Append(Peek() switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
        }

        _at++;
        return text.ToString();
    }

    private string Word()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.' or '$')) _at++;
        return _at == start ? throw new FormatException() : _text[start.._at];
    }

    private char Peek() => _at < _text.Length ? _text[_at] : throw new FormatException();

    private void Expect(char c)
    {
        Space();
        if (Peek() != c) throw new FormatException();
        _at++;
    }

    private void Space(int ignored = 0)
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
    }
}
