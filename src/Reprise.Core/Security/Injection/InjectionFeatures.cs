using System.Runtime.CompilerServices;

namespace Reprise.Security.Injection;

/// <summary>What the injection model looks at: words, pairs and triples of words, and pieces of words, each hashed into a number of buckets. One pass over the text.</summary>
internal static class InjectionFeatures
{
    /// <summary>A power of two. Fewer cost recall (collisions), more cost room: one byte each in the model's file.</summary>
    public const int Buckets = 1 << 17;

    /// <summary>Counts up when anything here changes: weights of another version do not fit.</summary>
    public const int Version = 1;

    private const int PieceLength = 4;

    /// <summary>Hands every feature to the sink, and the end of every token.</summary>
    public static void Read<TSink>(ReadOnlySpan<char> text, ref TSink sink) where TSink : struct, IFeatureSink, allows ref struct
    {
        var (before, last) = (1u, 2u);
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            var start = i;
            uint hash;
            if (IsWordPart(c))
            {
                hash = Word(text, ref i, ref sink);
            }
            else if (IsAlone(c))
            {
                hash = Mix(0x1F00_0000u ^ c);
                i++;
            }
            else if (c is ' ' or '\t' or '\r')
            {
                i++;
                continue;
            }
            else
            {
                // A run of the same sign, as long as it matters.
                while (i < text.Length && text[i] == c) i++;
                hash = Mix(0x2F00_0000u ^ c ^ ((uint)Math.Min(i - start, 4) << 16));
            }

            sink.Add(hash & (Buckets - 1));
            sink.Add(Mix((last * 0x9E37_79B1u) ^ hash) & (Buckets - 1));
            sink.Add(Mix((before * 0x85EB_CA6Bu) ^ (last * 0x9E37_79B1u) ^ hash ^ 0x5bd1e995u) & (Buckets - 1));
            (before, last) = (last, hash);
            sink.EndToken(start, i, hash);
        }
    }

    private static uint Word<TSink>(ReadOnlySpan<char> text, ref int i, ref TSink sink) where TSink : struct, IFeatureSink, allows ref struct
    {
        const int mostLetters = 24;
        var (hash, piece, letters, digits, capitals) = (0x811C_9DC5u, 0u, 0, 0, 0);
        for (; i < text.Length && IsWordPart(text[i]); i++)
        {
            var c = text[i];
            var lower = Lower(c);
            if (lower != c) capitals++;
            // Numbers differ; that there is one is what matters.
            if (char.IsAsciiDigit(lower))
            {
                digits++;
                lower = '0';
            }

            letters++;
            if (letters > mostLetters) continue;
            hash = (hash ^ lower) * 0x0100_0193u;
            // The last four letters, eight bits of each.
            piece = (piece << 8) ^ (uint)(lower & 0xFF) ^ ((uint)lower >> 8 << 3);
            if (letters >= PieceLength) sink.Add(Mix(piece ^ (letters == PieceLength ? 0x3C6E_F372u : 0xA54F_F53Au)) & (Buckets - 1));
        }

        if (letters > PieceLength) sink.Add(Mix(piece ^ 0x510E_527Fu) & (Buckets - 1));
        if (letters > 1 && capitals == letters) sink.Add(17);
        if (letters > mostLetters || (letters > 12 && digits > 2 && digits < letters)) sink.Add(19);
        return Mix(hash);
    }

    /// <summary>The hash of one word, as <see cref="IFeatureSink.EndToken"/> gets it.</summary>
    public static uint HashOf(string word)
    {
        var (sink, at) = (new NoSink(), 0);
        return Word(word, ref at, ref sink);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static char Lower(char c) => c < 128 ? (uint)(c - 'A') <= 'Z' - 'A' ? (char)(c | 0x20) : c : char.ToLowerInvariant(c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsWordPart(char c) => c < 128
        ? (uint)((c | 0x20) - 'a') <= 'z' - 'a' || (uint)(c - '0') <= 9 || c == '_'
        : !IsAlone(c) && (char.IsLetterOrDigit(c) || IsMark(c));

    /// <summary>Scripts without spaces between words: each sign stands for itself.</summary>
    private static bool IsAlone(char c) => c is (>= '\u0E00' and <= '\u0E7F') or (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF');

    private static bool IsMark(char c) => c is (>= '\u0300' and <= '\u036F') or (>= '\u0900' and <= '\u0DFF');

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Mix(uint hash)
    {
        hash ^= hash >> 16;
        hash *= 0x7FEB_352Du;
        hash ^= hash >> 15;
        hash *= 0x846C_A68Bu;
        return hash ^ (hash >> 16);
    }

    private readonly struct NoSink : IFeatureSink
    {
        public void Add(uint bucket)
        {
        }

        public void EndToken(int start, int end, uint hash)
        {
        }
    }
}

/// <summary>Takes features as they are read.</summary>
internal interface IFeatureSink
{
    void Add(uint bucket);

    /// <summary>The features since the last call belong to this token.</summary>
    /// <param name="start">In characters.</param>
    /// <param name="end">In characters.</param>
    /// <param name="hash">Of the token itself.</param>
    void EndToken(int start, int end, uint hash);
}
