namespace Reprise.Store;

/// <summary>Why a filter text could not be read.</summary>
/// <param name="Position">Where in the text, counted in characters from 0.</param>
/// <param name="Message">What is wrong, in words for people; names the suggestion where there is one.</param>
/// <param name="Suggestion">What to write instead, or null.</param>
public sealed record FilterError(int Position, string Message, string? Suggestion = null);

/// <summary>A filter, or why there is none: exactly one of the two.</summary>
public sealed record FilterReading(Filter? Filter, FilterError? Error);
