namespace Reprise.Privacy.Detection.Text;

/// <summary>What is known about words, by their hash: one lookup tells a detector everything. Read once from <c>words.txt</c>.</summary>
internal sealed class Lexicon
{
    private readonly ulong[] _hashes;
    private readonly WordKinds[] _kinds;
    private readonly int _mask;

    private Lexicon(Dictionary<ulong, WordKinds> words)
    {
        // A quarter full at most, so that a word that is not known costs one look.
        var size = 1024;
        while (size < words.Count * 4) size *= 2;
        _hashes = new ulong[size];
        _kinds = new WordKinds[size];
        _mask = size - 1;
        foreach (var (hash, kinds) in words)
        {
            var slot = SlotOf(hash);
            while (_hashes[slot] != 0) slot = (slot + 1) & _mask;
            _hashes[slot] = hash;
            _kinds[slot] = kinds;
        }
    }

    public static Lexicon BuiltIn { get; } = Load();

    public WordKinds Find(ulong hash)
    {
        var slot = SlotOf(hash);
        while (true)
        {
            var there = _hashes[slot];
            if (there == hash) return _kinds[slot];
            if (there == 0) return WordKinds.None;
            slot = (slot + 1) & _mask;
        }
    }

    private int SlotOf(ulong hash) => (int)(hash ^ (hash >> 29)) & _mask;

    private static Lexicon Load()
    {
        using var stream = typeof(Lexicon).Assembly.GetManifestResourceStream("Reprise.Privacy.words.txt") ?? throw new InvalidOperationException("The word list is not in the assembly.");
        using var reader = new StreamReader(stream);
        var words = new Dictionary<ulong, WordKinds>();
        var kind = WordKinds.None;
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            if (line.StartsWith('['))
            {
                kind = Enum.Parse<WordKinds>(line.AsSpan().Trim("[]"));
                continue;
            }

            foreach (var range in line.AsSpan().Split(' '))
            {
                var word = line.AsSpan()[range];
                if (word.IsEmpty) continue;
                var hash = WordHash.Of(word);
                words[hash] = words.GetValueOrDefault(hash) | kind;
            }
        }

        return new Lexicon(words);
    }
}
