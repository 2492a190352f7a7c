using System.Buffers;
using System.Numerics;
using Reprise.Cache.Guards.Comparing;

namespace Reprise.Cache.Guards;

/// <summary>Finds in what two texts differ that a vector blurs. Cheap, without a model, safe for any number of threads; never throws.</summary>
public static class TextGuards
{
    /// <summary>Guards that forbid an answer by themselves; the others are hints for a judge.</summary>
    public static uint Vetoes { get; } = ~(1u << (int)GuardKind.WordOrder | 1u << (int)GuardKind.NameOnOneSide | 1u << (int)GuardKind.Substitution);

    private const int PlacesOnStack = 256;

    private static readonly GuardKind[] s_telling =
    [
        GuardKind.Language, GuardKind.Negation, GuardKind.Opposites, GuardKind.Roles, GuardKind.Versions, GuardKind.Dates, GuardKind.Units, GuardKind.Numbers, GuardKind.Code, GuardKind.Urls,
        GuardKind.Quotes, GuardKind.Alternatives, GuardKind.Names, GuardKind.Form, GuardKind.Limits, GuardKind.QuestionType,
    ];

    /// <summary>The first guard that forbids it, most telling first; <see cref="GuardKind.None"/> when none does.</summary>
    /// <param name="asked">What is asked.</param>
    /// <param name="cached">What was asked when the answer was given.</param>
    public static GuardKind First(PreparedText asked, PreparedText cached)
    {
        var fired = All(asked, cached) & Vetoes;
        if (fired == 0) return GuardKind.None;
        foreach (var kind in s_telling)
        {
            if ((fired & 1u << (int)kind) != 0) return kind;
        }

        return (GuardKind)BitOperations.TrailingZeroCount(fired);
    }

    /// <summary>Everything that fires, vetoes and hints, one bit a guard: bit 1 &lt;&lt; (int)kind. The order of the two makes no difference.</summary>
    public static uint All(PreparedText asked, PreparedText cached)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(cached);
        if (string.Equals(asked.Text, cached.Text, StringComparison.Ordinal)) return 0;
        // One order for both ways round, so that the answer cannot depend on it.
        if (string.CompareOrdinal(asked.Text, cached.Text) > 0) (asked, cached) = (cached, asked);
        int[]? rented = null;
        var places = 2 * (asked.Tokens.Length + cached.Tokens.Length);
        var space = places <= PlacesOnStack ? stackalloc int[PlacesOnStack] : rented = ArrayPool<int>.Shared.Rent(places);
        Alignment.Lay(asked, cached, space, out var onlyAsked, out var onlyCached);
        var fired = Polarity.Compare(asked, cached, onlyAsked, onlyCached)
            | FactConflict.Compare(asked.Facts, cached.Facts)
            | Sorts.Compare(asked, cached, onlyAsked, onlyCached)
            | NameConflict.Compare(asked, cached, onlyAsked, onlyCached)
            | Order.Compare(asked, cached)
            | Literals.Compare(asked, cached)
            | Limits.Compare(asked, cached, onlyAsked, onlyCached)
            | Substitution.Compare(asked, cached);
        if (rented is not null) ArrayPool<int>.Shared.Return(rented);
        return fired;
    }

    /// <summary>The reason as it stands on the record: <c>guard_numbers</c>, <c>guard_question_type</c> …</summary>
    public static string ReasonOf(GuardKind kind) => kind switch
    {
        GuardKind.Negation => "guard_negation",
        GuardKind.Opposites => "guard_opposites",
        GuardKind.Numbers => "guard_numbers",
        GuardKind.Units => "guard_units",
        GuardKind.Dates => "guard_dates",
        GuardKind.Versions => "guard_versions",
        GuardKind.Names => "guard_names",
        GuardKind.Quotes => "guard_quotes",
        GuardKind.Code => "guard_code",
        GuardKind.Urls => "guard_urls",
        GuardKind.QuestionType => "guard_question_type",
        GuardKind.WordOrder => "guard_word_order",
        GuardKind.Roles => "guard_roles",
        GuardKind.Language => "guard_language",
        GuardKind.Alternatives => "guard_alternatives",
        GuardKind.Form => "guard_form",
        GuardKind.Limits => "guard_limits",
        GuardKind.NameOnOneSide => "guard_name_on_one_side",
        GuardKind.Substitution => "guard_substitution",
        _ => "guard_none",
    };
}
