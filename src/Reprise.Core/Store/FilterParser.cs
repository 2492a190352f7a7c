using System.Diagnostics.CodeAnalysis;

namespace Reprise.Store;

/// <summary>
/// Reads the filter language, described in <c>docs/filters.md</c>: terms beside each other must all hold, <c>OR</c>, <c>-term</c> or <c>NOT term</c>,
/// parentheses, <c>field:value</c> and comparisons, bare words and quoted phrases. Never throws on any text.
/// </summary>
public static class FilterParser
{
    public const int MaxLength = 8192;
    internal const int MaxDepth = 64;

    /// <summary>Reads a text. Empty text selects everything.</summary>
    /// <param name="text">What a person wrote.</param>
    /// <param name="now">What <c>since:24h</c> counts back from.</param>
    public static FilterReading Parse(string? text, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(text)) return new FilterReading(Filter.All, null);
        if (text.Length > MaxLength) return new FilterReading(null, new FilterError(MaxLength, $"a filter has at most {MaxLength} characters"));
        var reader = new Reader(text, now);
        return reader.ReadAll() is { } filter ? new FilterReading(filter, null) : new FilterReading(null, reader.Error);
    }

    private sealed class Reader(string text, DateTimeOffset now)
    {
        private readonly FilterScanner _scanner = new(text);
        private readonly FilterTermReader _terms = new(now);
        private int _depth;

        public FilterError? Error { get; private set; }

        public Filter? ReadAll()
        {
            var filter = ReadOr();
            if (filter is null) return null;
            return _scanner.AtEnd ? filter : Fail(_scanner.Position, "this ')' closes nothing");
        }

        private Filter? ReadOr()
        {
            var parts = new List<Filter>();
            do
            {
                if (ReadAnd() is not { } part) return null;
                parts.Add(part);
            }
            while (_scanner.TryTake("OR"));
            return parts.Count == 1 ? parts[0] : new OrFilter(parts);
        }

        private Filter? ReadAnd()
        {
            var parts = new List<Filter>();
            while (true)
            {
                _scanner.SkipSpace();
                if (_scanner.AtEnd || _scanner.Current == ')' || _scanner.At("OR")) break;
                if (parts.Count > 0) _scanner.TryTake("AND");
                if (ReadUnary() is not { } part) return null;
                parts.Add(part);
            }

            if (parts.Count == 0) return Fail(_scanner.Position, _scanner.AtEnd ? "something is missing at the end" : "something is missing here");
            return parts.Count == 1 ? parts[0] : new AndFilter(parts);
        }

        private Filter? ReadUnary()
        {
            if (++_depth > MaxDepth) return Fail(_scanner.Position, $"nested deeper than {MaxDepth}");
            try
            {
                _scanner.SkipSpace();
                if (_scanner.AtEnd) return Fail(_scanner.Position, "something is missing at the end");
                if (_scanner.Current == '-' || _scanner.At("NOT"))
                {
                    if (!_scanner.TryTake("NOT")) _scanner.Take();
                    return ReadUnary() is { } inner ? new NotFilter(inner) : null;
                }

                return _scanner.Current == '(' ? ReadGroup() : Check(_terms.Read(_scanner));
            }
            finally
            {
                _depth--;
            }
        }

        private Filter? ReadGroup()
        {
            var open = _scanner.Position;
            _scanner.Take();
            _scanner.SkipSpace();
            if (!_scanner.AtEnd && _scanner.Current == ')')
            {
                _scanner.Take();
                return Filter.All;
            }

            if (ReadOr() is not { } inner) return null;
            _scanner.SkipSpace();
            if (_scanner.AtEnd) return Fail(open, "this '(' is never closed");
            _scanner.Take();
            return inner;
        }

        private Filter? Check(FilterReading reading)
        {
            Error ??= reading.Error;
            return reading.Filter;
        }

        [SuppressMessage("Design", "CA1859", Justification = "Every reader returns a filter or null; this one always null.")]
        private Filter? Fail(int position, string message)
        {
            Error ??= new FilterError(position, message);
            return null;
        }
    }
}
