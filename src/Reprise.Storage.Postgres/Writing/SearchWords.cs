using System.Text;
using Reprise.Store;

namespace Reprise.Storage.Postgres.Writing;

/// <summary>
/// The words of a text as the database keeps them: the text of all of them in order, a space around each, by which phrases are decided exactly; and the set
/// of them, which the index leads with. A <c>tsvector</c> with places would do both but for its limits (16,383 places, 255 a word, 1 MB).
/// </summary>
internal sealed class SearchWords
{
    /// <summary>The index knows longer words by their beginning only.</summary>
    public const int LongestWord = 100;

    /// <summary>Stands for all words of a text that has too many of them. No word is written like it.</summary>
    public const string TooMany = "~";

    // A tsvector takes 1 MB; a character takes up to three bytes.
    private const int MostCharacters = 200_000;

    private readonly HashSet<string> _distinct = new(StringComparer.Ordinal);
    private readonly StringBuilder _text = new();

    /// <summary>Both are null where there is no word. They are good until the next call.</summary>
    public (string? Text, IReadOnlyCollection<string>? Words) Of(string searchText)
    {
        var tokens = SearchTokens.Of(searchText);
        if (tokens.Count == 0) return (null, null);
        _distinct.Clear();
        _text.Clear().Append(' ');
        var characters = 0;
        foreach (var token in tokens)
        {
            _text.Append(token).Append(' ');
            if (_distinct.Add(InIndex(token))) characters += Math.Min(token.Length, LongestWord);
        }

        var text = _text.ToString();
        if (_text.Capacity > MostCharacters) _text.Capacity = _text.Clear().Length + 16;
        return (text, characters > MostCharacters ? [TooMany] : _distinct);
    }

    /// <summary>A word as the index has it.</summary>
    public static string InIndex(string word) =>
        word.Length <= LongestWord ? word : word[..(char.IsHighSurrogate(word[LongestWord - 1]) ? LongestWord - 1 : LongestWord)];
}
