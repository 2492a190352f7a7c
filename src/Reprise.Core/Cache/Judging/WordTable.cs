using Reprise.Embeddings;

namespace Reprise.Cache.Judging;

/// <summary>Words met before, so that the same few thousand are not taken apart with every text. A fixed number of places; a newcomer takes the place of another.</summary>
internal sealed class WordTable
{
    private const int Places = 1 << 13;
    private const int LongestKept = 32;

    private readonly Word?[] _places = new Word?[Places];
    private readonly StaticEmbedder _embedder = StaticEmbedder.Shared;

    public static WordTable Shared { get; } = new();

    /// <param name="text">Lower case, in one way of writing.</param>
    public Word Get(string text)
    {
        if (text.Length > LongestKept) return Make(text);
        ref var place = ref _places[(uint)string.GetHashCode(text, StringComparison.Ordinal) % Places];
        var word = Volatile.Read(ref place);
        if (word is not null && word.Text == text) return word;
        word = Make(text);
        Volatile.Write(ref place, word);
        return word;
    }

    private Word Make(string text)
    {
        Span<float> vector = stackalloc float[_embedder.Identity.Dimensions];
        var weight = _embedder.EmbedWord(text, vector);
        var bytes = new sbyte[vector.Length];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (sbyte)MathF.Round(vector[i] * 127);
        return new Word(text, weight, bytes);
    }
}
