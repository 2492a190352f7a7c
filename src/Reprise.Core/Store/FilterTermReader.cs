using Reprise.Interactions;

namespace Reprise.Store;

/// <summary>Reads one term of the filter language: a word, a phrase, or a field with a value.</summary>
internal sealed class FilterTermReader(DateTimeOffset now)
{
    public FilterReading Read(FilterScanner scanner)
    {
        var start = scanner.Position;
        if (scanner.TakeFieldName() is not { } name) return ReadText(scanner);
        var comparison = TakeComparison(scanner);
        if (name is "since" or "before")
        {
            if (comparison is not FilterOperator.Equal) return Fail(start + name.Length, $"write {name}: with a colon");
            return ReadValue(scanner) is { Error: null } value ? Time(name, value) : Fail(scanner.Position, "this quote is never closed");
        }

        if (FilterFields.Find(name) is not { } field) return UnknownField(start, name);
        if (comparison is not FilterOperator.Equal && field.Type is not (FilterFieldType.Number or FilterFieldType.Time))
            return Fail(start + name.Length, $"'{field.Name}' is not a number; write {field.Name}:value");
        if (comparison is FilterOperator.Equal && !scanner.AtEnd && scanner.Current == '(') return ReadList(scanner, field);
        var read = ReadValue(scanner);
        return read.Error is null ? Condition(field, comparison, read) : new FilterReading(null, read.Error);
    }

    private FilterReading Time(string name, Value value)
    {
        if (value.Shape is not Shape.Exact || FilterTime.Read(value.Text, now) is not { } time) return Fail(value.Position, FilterTime.Expected);
        return Done(new FieldFilter(FilterFields.Timestamp, name == "since" ? FilterOperator.GreaterOrEqual : FilterOperator.Less, time.Start));
    }

    private static FilterReading UnknownField(int position, string name)
    {
        if (name is "metadata." or "label." or "metadata") return Fail(position, $"write {name.TrimEnd('.')}.name:value with the name you mean");
        var suggestion = FilterFields.Suggest(name);
        var hint = suggestion is null ? "; put it in quotes to search for it as text" : $"; did you mean '{suggestion}'?";
        return new FilterReading(null, new FilterError(position, $"unknown field '{name}'{hint}", suggestion));
    }

    private static FilterReading ReadText(FilterScanner scanner)
    {
        var start = scanner.Position;
        string? text;
        bool isPrefix;
        if (scanner.Current == '"')
        {
            text = scanner.TakeQuoted();
            if (text is null) return Fail(start, "this quote is never closed");
            isPrefix = scanner.TryTake('*');
        }
        else
        {
            text = scanner.TakeBare(inList: false);
            isPrefix = text.EndsWith('*');
        }

        var tokens = SearchTokens.Of(text);
        if (tokens.Count == 0) return Fail(start, "there is no word here to search for");
        return Done(new TextFilter(tokens, isPrefix));
    }

    private FilterReading ReadList(FilterScanner scanner, FilterField field)
    {
        var open = scanner.Position;
        scanner.Take();
        var parts = new List<Filter>();
        while (true)
        {
            scanner.SkipSpace();
            var value = ReadValue(scanner, inList: true);
            if (value.Error is not null) return new FilterReading(null, value.Error);
            var part = Condition(field, FilterOperator.Equal, value);
            if (part.Filter is null) return part;
            parts.Add(part.Filter);
            scanner.SkipSpace();
            if (scanner.AtEnd) return Fail(open, "this '(' is never closed");
            if (scanner.TryTake(')')) break;
            if (!scanner.TryTake(',')) return Fail(scanner.Position, "separate the values of a list with commas");
        }

        return Done(parts.Count == 1 ? parts[0] : new OrFilter(parts));
    }

    private FilterReading Condition(FilterField field, FilterOperator comparison, Value value)
    {
        if (value.Shape is Shape.Any)
        {
            return comparison is FilterOperator.Equal
                ? Done(new FieldFilter(field, FilterOperator.Present, null))
                : Fail(value.Position, "'*' goes with a colon only");
        }

        if (value.Text.Length == 0 && !value.IsQuoted) return Fail(value.Position, $"the value of '{field.Name}' is missing");
        return field.Type switch
        {
            FilterFieldType.Number => Number(field, comparison, value),
            FilterFieldType.Time => TimeCondition(comparison, value),
            FilterFieldType.Flag => Flag(field, value),
            _ => Text(field, value),
        };
    }

    private static FilterReading Text(FilterField field, Value value)
    {
        if (!value.IsQuoted && value.Text.Contains('*')) return Fail(value.Position, "'*' stands at the end (text begins with) or at both ends (contains); quote it to mean itself");
        if (value.Shape is Shape.Prefix) return Done(new FieldFilter(field, FilterOperator.StartsWith, value.Text));
        if (value.Shape is Shape.Contains) return Done(new FieldFilter(field, FilterOperator.Contains, value.Text));
        var word = value.Text;
        if (field.Name == "id" && InteractionId.TryParse(word, out var id)) word = id.ToString();
        if (field.Name is "kind" or "status" && Known(field.Name, ref word) is false)
        {
            var suggestion = Spelling.Nearest(word, FilterFields.ValuesOf(field)!);
            var hint = suggestion is null ? $"; it is one of {string.Join(", ", FilterFields.ValuesOf(field)!)}" : $"; did you mean '{suggestion}'?";
            return new FilterReading(null, new FilterError(value.Position, $"unknown {field.Name} '{word}'{hint}", suggestion));
        }

        return Done(new FieldFilter(field, FilterOperator.Equal, word));
    }

    private static bool Known(string field, ref string word)
    {
        if (field == "status")
        {
            if (Words.ReadStatus(word) is not { } status) return false;
            word = Words.Of(status);
            return true;
        }

        var kind = Words.ReadKind(word);
        if (kind is InteractionKind.Unknown && word != "unknown") return false;
        word = Words.Of(kind);
        return true;
    }

    private static FilterReading Flag(FilterField field, Value value) => value.Text.ToLowerInvariant() switch
    {
        "true" or "yes" or "1" when value.Shape is Shape.Exact => Done(new FieldFilter(field, FilterOperator.Equal, true)),
        "false" or "no" or "0" when value.Shape is Shape.Exact => Done(new FieldFilter(field, FilterOperator.Equal, false)),
        _ => Fail(value.Position, $"'{field.Name}' is true or false"),
    };

    private static FilterReading Number(FilterField field, FilterOperator comparison, Value value)
    {
        if (value.Shape is not Shape.Exact) return Fail(value.Position, $"'{field.Name}' is a number and takes no '*'");
        var range = value.Text.IndexOf("..", StringComparison.Ordinal);
        if (range >= 0 && comparison is FilterOperator.Equal)
        {
            if (FilterNumber.Read(field, value.Text[..range]) is not { } low || FilterNumber.Read(field, value.Text[(range + 2)..]) is not { } high)
                return Fail(value.Position, "a range is two numbers, such as 100..200");
            return Done(new AndFilter([new FieldFilter(field, FilterOperator.GreaterOrEqual, low), new FieldFilter(field, FilterOperator.LessOrEqual, high)]));
        }

        return FilterNumber.Read(field, value.Text) is { } number
            ? Done(new FieldFilter(field, comparison, number))
            : Fail(value.Position, $"'{field.Name}' is a number; '{value.Text}' is none");
    }

    private FilterReading TimeCondition(FilterOperator comparison, Value value)
    {
        if (value.Shape is not Shape.Exact) return Fail(value.Position, FilterTime.Expected);
        var range = value.Text.IndexOf("..", StringComparison.Ordinal);
        var first = FilterTime.Read(range < 0 ? value.Text : value.Text[..range], now);
        var last = range < 0 ? first : FilterTime.Read(value.Text[(range + 2)..], now);
        if (first is not { } from || last is not { } to) return Fail(value.Position, FilterTime.Expected);
        if (comparison is FilterOperator.Equal && (range >= 0 || to.End > from.Start))
        {
            return Done(new AndFilter([
                new FieldFilter(FilterFields.Timestamp, FilterOperator.GreaterOrEqual, from.Start),
                new FieldFilter(FilterFields.Timestamp, to.End > to.Start ? FilterOperator.Less : FilterOperator.LessOrEqual, to.End),
            ]));
        }

        // A date stands for its whole day: later than it begins with the next one.
        var bound = comparison is FilterOperator.Greater or FilterOperator.LessOrEqual ? from.End : from.Start;
        var wholeDay = from.End > from.Start;
        var adjusted = (comparison, wholeDay) switch
        {
            (FilterOperator.Greater, true) => FilterOperator.GreaterOrEqual,
            (FilterOperator.LessOrEqual, true) => FilterOperator.Less,
            _ => comparison,
        };
        return Done(new FieldFilter(FilterFields.Timestamp, adjusted, bound));
    }

    private static FilterOperator TakeComparison(FilterScanner scanner)
    {
        var first = scanner.Take();
        if (first is ':' or '=')
        {
            if (first == '=' || scanner.AtEnd || scanner.Current is not ('<' or '>')) return FilterOperator.Equal;
            first = scanner.Take();
        }

        var orEqual = scanner.TryTake('=');
        if (first == '>') return orEqual ? FilterOperator.GreaterOrEqual : FilterOperator.Greater;
        return orEqual ? FilterOperator.LessOrEqual : FilterOperator.Less;
    }

    private static Value ReadValue(FilterScanner scanner, bool inList = false)
    {
        var start = scanner.Position;
        var leading = false;
        if (!scanner.AtEnd && scanner.Current == '*')
        {
            scanner.Take();
            if (scanner.AtEnd || char.IsWhiteSpace(scanner.Current) || scanner.Current is ')' || (inList && scanner.Current is ',')) return new Value("", Shape.Any, false, start);
            leading = true;
        }

        var isQuoted = !scanner.AtEnd && scanner.Current == '"';
        string? text;
        bool trailing;
        if (isQuoted)
        {
            text = scanner.TakeQuoted();
            if (text is null) return new Value("", Shape.Exact, true, start) { Error = new FilterError(start, "this quote is never closed") };
            trailing = scanner.TryTake('*');
        }
        else
        {
            text = scanner.TakeBare(inList);
            trailing = text.EndsWith('*');
            if (trailing) text = text[..^1];
        }

        if (leading && !trailing) return new Value("", Shape.Exact, false, start) { Error = new FilterError(start, $"'*' at the front needs one at the end too: *{text}*") };
        return new Value(text, leading ? Shape.Contains : trailing ? Shape.Prefix : Shape.Exact, isQuoted, start);
    }

    private static FilterReading Done(Filter filter) => new(filter, null);

    private static FilterReading Fail(int position, string message) => new(null, new FilterError(position, message));

    private enum Shape
    {
        Exact,
        Prefix,
        Contains,
        Any,
    }

    private readonly record struct Value(string Text, Shape Shape, bool IsQuoted, int Position)
    {
        public FilterError? Error { get; init; }
    }
}
