using Reprise.Interactions;

namespace Reprise.Store;

/// <summary>
/// Decides in memory whether a filter selects an interaction: what every engine's answer is measured against, and what the live tail uses. A field that is
/// not there matches no comparison, so its negation holds.
/// </summary>
public sealed class FilterMatch
{
    private readonly Interaction _interaction;
    private readonly FactFold _facts;
    private readonly Lazy<IReadOnlyList<string>> _tokens;

    public FilterMatch(Interaction interaction, FactFold facts, string searchText)
    {
        _interaction = interaction;
        _facts = facts;
        _tokens = new Lazy<IReadOnlyList<string>>(() => SearchTokens.Of(searchText), LazyThreadSafetyMode.None);
    }

    internal FilterMatch(Interaction interaction, FactFold facts, IReadOnlyList<string> tokens)
    {
        _interaction = interaction;
        _facts = facts;
        _tokens = new Lazy<IReadOnlyList<string>>(tokens);
    }

    public static bool Matches(Filter filter, RecordedInteraction recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        return new FilterMatch(recorded.Interaction, FactFold.Of(recorded.Facts), recorded.SearchText).Matches(filter);
    }

    public bool Matches(Filter filter) => filter switch
    {
        AndFilter and => and.Parts.All(Matches),
        OrFilter or => or.Parts.Any(Matches),
        NotFilter not => !Matches(not.Inner),
        TextFilter text => ContainsPhrase(_tokens.Value, text),
        FieldFilter field => Compare(FieldValue.Of(field.Field, _interaction, _facts), field),
        _ => throw new ArgumentException($"A filter of type {filter?.GetType().Name ?? "null"} is not known.", nameof(filter)),
    };

    private static bool Compare(object? value, FieldFilter filter)
    {
        if (value is IReadOnlyList<string> set)
        {
            return filter.Operator switch
            {
                FilterOperator.Present => set.Count > 0,
                FilterOperator.Missing => set.Count == 0,
                _ => set.Any(item => CompareText(item, filter)),
            };
        }

        if (filter.Operator is FilterOperator.Present) return value is not null;
        if (filter.Operator is FilterOperator.Missing) return value is null;
        return value switch
        {
            null => false,
            string text => CompareText(text, filter),
            bool flag => filter.Operator is FilterOperator.Equal && flag == (bool)filter.Value!,
            double number => Holds(number.CompareTo((double)filter.Value!), filter.Operator),
            decimal money => Holds(CompareMoney(money, (double)filter.Value!), filter.Operator),
            DateTimeOffset time => Holds(time.CompareTo((DateTimeOffset)filter.Value!), filter.Operator),
            _ => false,
        };
    }

    private static bool CompareText(string text, FieldFilter filter) => filter.Operator switch
    {
        FilterOperator.Equal => text == (string)filter.Value!,
        FilterOperator.StartsWith => text.StartsWith((string)filter.Value!, StringComparison.Ordinal),
        FilterOperator.Contains => text.Contains((string)filter.Value!, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static int CompareMoney(decimal money, double bound)
    {
        var pico = Money.ToPico(money);
        return Money.Bound(bound) is long whole ? pico.CompareTo(whole) : ((double)pico).CompareTo(Money.Bound(bound));
    }

    private static bool Holds(int comparison, FilterOperator wanted) => wanted switch
    {
        FilterOperator.Equal => comparison == 0,
        FilterOperator.Less => comparison < 0,
        FilterOperator.LessOrEqual => comparison <= 0,
        FilterOperator.Greater => comparison > 0,
        FilterOperator.GreaterOrEqual => comparison >= 0,
        _ => false,
    };

    private static bool ContainsPhrase(IReadOnlyList<string> tokens, TextFilter text)
    {
        var last = text.Tokens.Count - 1;
        for (var start = 0; start + last < tokens.Count; start++)
        {
            var i = 0;
            while (i < last && tokens[start + i] == text.Tokens[i]) i++;
            if (i < last) continue;
            var token = tokens[start + last];
            if (text.IsPrefix ? token.StartsWith(text.Tokens[last], StringComparison.Ordinal) : token == text.Tokens[last]) return true;
        }

        return false;
    }
}
