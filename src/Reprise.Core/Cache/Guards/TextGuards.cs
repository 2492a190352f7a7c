namespace Reprise.Cache.Guards;

/// <summary>Finds in what two texts differ that a vector blurs. Cheap, without a model, safe for any number of threads; never throws.</summary>
public static class TextGuards
{
    /// <summary>The first guard that fires, most telling first; <see cref="GuardKind.None"/> when none does.</summary>
    /// <param name="asked">What is asked.</param>
    /// <param name="cached">What was asked when the answer was given.</param>
    public static GuardKind First(PreparedText asked, PreparedText cached) => throw new NotSupportedException();

    /// <summary>Everything that fires, one bit a guard: bit 1 &lt;&lt; (int)kind.</summary>
    public static uint All(PreparedText asked, PreparedText cached) => throw new NotSupportedException();

    /// <summary>The reason as it stands on the record: <c>guard_numbers</c>, <c>guard_question_type</c> …</summary>
    public static string ReasonOf(GuardKind kind) => throw new NotSupportedException();
}
