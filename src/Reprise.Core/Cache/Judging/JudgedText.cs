using System.Buffers;
using System.Runtime.InteropServices;

namespace Reprise.Cache.Judging;

/// <summary>A text as the judge compares it, taken apart once. Immutable.</summary>
internal sealed class JudgedText
{
    /// <summary>Words behind these are not compared; a text that has them is never equal to another by its words alone.</summary>
    public const int MostWords = 200;

    private static readonly SearchValues<char> s_codeMarks = SearchValues.Create("{}[]\\=<>_`|;~^");

    private JudgedText(string text, Word[] words, bool[] names, bool isWhole)
    {
        Text = text;
        Words = words;
        Names = names;
        IsPlain = isWhole && words.Length > 0 && text.AsSpan().IndexOfAny(s_codeMarks) < 0;
        Pairs = new ulong[words.Length];
        for (var i = 0; i < words.Length; i++) Pairs[i] = Mix(i == 0 ? 1 : Hash(words[i - 1].Stem), Hash(words[i].Stem));
        Array.Sort(Pairs);
        Triples = TriplesOf(words);
        Question = QuestionOf(words);
        Negations = words.Count(word => word.Text is "not" or "no" or "never" or "without" or "neither" or "nor" or "none" or "nobody" or "nothing" or "except" or "unable");
        foreach (var word in words)
        {
            TotalWeight += word.Weight;
            if (word.IsContent) ContentWords++;
        }
    }

    public string Text { get; }

    public Word[] Words { get; }

    /// <summary>Whether the word at each place looks like a name: a capital where no sentence begins, in a text that has small letters.</summary>
    public bool[] Names { get; }

    /// <summary>Nothing in it but words and their punctuation, so that equal words are an equal text.</summary>
    public bool IsPlain { get; }

    /// <summary>Of neighbouring stems, sorted.</summary>
    public ulong[] Pairs { get; }

    /// <summary>Three letters each of all content words, sorted, each once.</summary>
    public uint[] Triples { get; }

    /// <summary>Question words, one bit each.</summary>
    public uint Question { get; }

    public int Negations { get; }

    public float TotalWeight { get; }

    public int ContentWords { get; }

    public static JudgedText Of(string text)
    {
        var written = new List<WrittenWord>(24);
        Wording.Read(text, written);
        var isWhole = written.Count <= MostWords;
        if (!isWhole) written.RemoveRange(MostWords, written.Count - MostWords);
        var capitals = written.Count(word => word.IsCapital || word.IsAllCapitals);
        // In Title Case a capital says nothing.
        var hasNames = capitals * 2 <= written.Count || written.Count < 4;
        var words = new Word[written.Count];
        var names = new bool[written.Count];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = WordTable.Shared.Get(written[i].Text);
            names[i] = hasNames && (written[i].IsCapital || written[i].IsAllCapitals);
        }

        return new JudgedText(text, words, names, isWhole);
    }

    private static uint[] TriplesOf(Word[] words)
    {
        var triples = new List<uint>(64);
        foreach (var word in words)
        {
            if (!word.IsContent) continue;
            var text = word.Text;
            for (var i = -1; i < text.Length - 1; i++)
            {
                uint before = i < 0 ? ' ' : text[i], here = text[i + 1], after = i + 2 < text.Length ? text[i + 2] : ' ';
                triples.Add((before << 20) ^ (here << 10) ^ after);
            }
        }

        triples.Sort();
        var kept = 0;
        for (var i = 0; i < triples.Count; i++)
        {
            if (i == 0 || triples[i] != triples[i - 1]) triples[kept++] = triples[i];
        }

        return CollectionsMarshal.AsSpan(triples)[..kept].ToArray();
    }

    /// <summary>What kind of answer is asked for. "How many" is not "how".</summary>
    private static uint QuestionOf(Word[] words)
    {
        var bits = 0u;
        for (var i = 0; i < words.Length; i++)
        {
            bits |= words[i].Text switch
            {
                "why" => 1u,
                "when" => 2u,
                "where" => 4u,
                "who" or "whom" or "whose" => 8u,
                "how" when i + 1 < words.Length => words[i + 1].Text switch { "many" or "much" => 16u, "long" => 32u, "old" => 64u, "far" => 128u, "often" => 256u, _ => 512u },
                "what" or "which" => 1024u,
                _ => 0u,
            };
        }

        return bits;
    }

    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037ul;
        foreach (var c in text) hash = (hash ^ c) * 1099511628211ul;
        return hash;
    }

    private static ulong Mix(ulong left, ulong right) => (left * 0x9E3779B97F4A7C15ul) ^ right;
}
