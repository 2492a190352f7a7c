using System.Text.Json;

namespace Reprise.Evaluation.Json;

/// <summary>Reads the condition of a filter: <c>@.price &lt; 10 &amp;&amp; !@.sold</c>.</summary>
internal sealed class PathConditionReader(PathReader text)
{
    private const int MaxDepth = 32;

    private static readonly string[] s_operators = ["==", "!=", "<=", ">=", "<", ">"];

    private int _depth;

    public PathCondition Read()
    {
        if (++_depth > MaxDepth) throw text.Wrong("the condition is nested too deeply");
        var condition = ReadAnd();
        while (Take("||"))
        {
            var (one, other) = (condition, ReadAnd());
            condition = (value, search) => one(value, search) || other(value, search);
        }

        _depth--;
        return condition;
    }

    private PathCondition ReadAnd()
    {
        var condition = ReadOne();
        while (Take("&&"))
        {
            var (one, other) = (condition, ReadOne());
            condition = (value, search) => one(value, search) && other(value, search);
        }

        return condition;
    }

    private PathCondition ReadOne()
    {
        if (Take("!"))
        {
            var denied = ReadOne();
            return (value, search) => !denied(value, search);
        }

        if (Take("("))
        {
            var inner = Read();
            return Take(")") ? inner : throw text.Wrong("expected ')'");
        }

        var (left, isPath) = ReadOperand();
        text.SkipSpace();
        if (Array.Find(s_operators, text.TryTake) is not { } sign) return isPath ? (value, search) => left(value, search) is not null : throw text.Wrong("expected a comparison");
        var (right, _) = ReadOperand();
        return (value, search) => Compare(left(value, search), right(value, search), sign, search);
    }

    /// <summary>A path from here (<c>@</c>) or from the top (<c>$</c>), or a value; of several values a path leads to the first counts.</summary>
    private (Func<JsonElement, PathSearch, JsonElement?> Read, bool IsPath) ReadOperand()
    {
        text.SkipSpace();
        var fromHere = text.TryTake("@");
        if (fromHere || text.TryTake("$"))
        {
            var path = JsonPath.Of(text.ReadSegments());
            return (fromHere ? path.First : (_, search) => search.FromTop(path), true);
        }

        var literal = ReadLiteral();
        return ((_, _) => literal, false);
    }

    private JsonElement ReadLiteral()
    {
        var json = text.Here is '\'' or '"' ? $"\"{JsonEncodedText.Encode(text.ReadQuoted())}\"" : text.TryTake("true") ? "true" : text.TryTake("false") ? "false" : text.TryTake("null") ? "null" : text.ReadNumber();
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw text.Wrong("expected a path, a number, a text in quotes, true, false or null");
        }
    }

    private bool Take(string word)
    {
        text.SkipSpace();
        return text.TryTake(word);
    }

    private static bool Compare(JsonElement? left, JsonElement? right, string sign, PathSearch search)
    {
        if (left is { } one && right is { } other && !search.TakeComparison(one, other)) return false;
        var isEqual = left is null ? right is null : right is not null && JsonValues.Equal(left.Value, right.Value);
        return sign switch
        {
            "==" => isEqual,
            "!=" => !isEqual,
            "<=" => isEqual || Order(left, right) < 0,
            ">=" => isEqual || Order(left, right) > 0,
            "<" => Order(left, right) < 0,
            _ => Order(left, right) > 0,
        };
    }

    /// <summary>Of two numbers or two texts; null when they have none.</summary>
    private static int? Order(JsonElement? left, JsonElement? right) => (left, right) switch
    {
        ({ ValueKind: JsonValueKind.Number } one, { ValueKind: JsonValueKind.Number } other) => one.GetDouble().CompareTo(other.GetDouble()),
        ({ ValueKind: JsonValueKind.String } one, { ValueKind: JsonValueKind.String } other) => string.CompareOrdinal(one.GetString(), other.GetString()),
        _ => null,
    };
}
