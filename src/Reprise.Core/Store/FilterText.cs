using System.Globalization;
using System.Text;

namespace Reprise.Store;

/// <summary>Writes a filter in the filter language. Reading the text back gives the same filter.</summary>
public static class FilterText
{
    public static string Of(Filter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var text = new StringBuilder();
        Write(text, filter, Level.Or);
        return text.ToString() is var written && written == "()" ? "" : written;
    }

    // What may stand at a place without parentheses: everything, a row of terms, or one term.
    private enum Level
    {
        Or,
        And,
        Term,
    }

    private static void Write(StringBuilder text, Filter filter, Level level)
    {
        switch (filter)
        {
            case AndFilter { Parts.Count: 0 }:
                text.Append("()");
                break;
            case OrFilter { Parts.Count: 0 }:
                text.Append("-()");
                break;
            case AndFilter { Parts.Count: 1 } one:
                Write(text, one.Parts[0], level);
                break;
            case OrFilter { Parts.Count: 1 } one:
                Write(text, one.Parts[0], level);
                break;
            case AndFilter and:
                WriteParts(text, and.Parts, " ", level > Level.And, Level.Term);
                break;
            case OrFilter or:
                WriteParts(text, or.Parts, " OR ", level > Level.Or, Level.And);
                break;
            case NotFilter not:
                text.Append('-');
                Write(text, not.Inner, Level.Term);
                break;
            case TextFilter words:
                WriteWords(text, words);
                break;
            case FieldFilter field:
                WriteField(text, field);
                break;
            default:
                throw new ArgumentException($"A filter of type {filter.GetType().Name} has no text.", nameof(filter));
        }
    }

    private static void WriteParts(StringBuilder text, IReadOnlyList<Filter> parts, string separator, bool inParentheses, Level level)
    {
        if (inParentheses) text.Append('(');
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0) text.Append(separator);
            Write(text, parts[i], level);
        }

        if (inParentheses) text.Append(')');
    }

    private static void WriteWords(StringBuilder text, TextFilter words)
    {
        if (words.Tokens.Count == 1) text.Append(words.Tokens[0]);
        else text.Append('"').AppendJoin(' ', words.Tokens).Append('"');
        if (words.IsPrefix) text.Append('*');
    }

    private static void WriteField(StringBuilder text, FieldFilter filter)
    {
        var name = filter.Field.Name;
        switch (filter.Operator)
        {
            case FilterOperator.Present:
                text.Append(name).Append(":*");
                return;
            case FilterOperator.Missing:
                text.Append('-').Append(name).Append(":*");
                return;
            case FilterOperator.GreaterOrEqual when filter.Field.Type is FilterFieldType.Time:
                text.Append("since:");
                break;
            case FilterOperator.Less when filter.Field.Type is FilterFieldType.Time:
                text.Append("before:");
                break;
            default:
                text.Append(name).Append(Sign(filter.Operator));
                break;
        }

        if (filter.Operator is FilterOperator.Contains) text.Append('*');
        WriteValue(text, filter.Value);
        if (filter.Operator is FilterOperator.Contains or FilterOperator.StartsWith) text.Append('*');
    }

    private static string Sign(FilterOperator comparison) => comparison switch
    {
        FilterOperator.Less => "<",
        FilterOperator.LessOrEqual => "<=",
        FilterOperator.Greater => ">",
        FilterOperator.GreaterOrEqual => ">=",
        _ => ":",
    };

    private static void WriteValue(StringBuilder text, object? value)
    {
        switch (value)
        {
            case string word when IsPlain(word):
                text.Append(word);
                break;
            case string word:
                text.Append('"').Append(word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
                break;
            case bool flag:
                text.Append(flag ? "true" : "false");
                break;
            case double number:
                text.Append(number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset time:
                text.Append(FilterTime.Write(time));
                break;
            default:
                throw new ArgumentException($"A filter value of type {value?.GetType().Name ?? "null"} has no text.", nameof(value));
        }
    }

    private static bool IsPlain(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or '@' or '+');
}
