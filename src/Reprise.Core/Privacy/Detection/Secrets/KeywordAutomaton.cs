using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Reprise.Privacy.Detection.Secrets;

/// <summary>Finds many words in one pass (Aho and Corasick's automaton as a table), whatever their case. One step a character.</summary>
internal sealed class KeywordAutomaton
{
    private const int Symbols = 64;

    private readonly ushort[] _next;
    private readonly ushort[][] _words;
    private readonly int _firstEnd;

    public KeywordAutomaton(IReadOnlyList<string> words)
    {
        var next = new List<int[]> { New() };
        var ends = new List<List<ushort>> { new() };
        for (var word = 0; word < words.Count; word++)
        {
            var state = 0;
            foreach (var c in words[word])
            {
                var symbol = Symbol(c);
                if (symbol == 0) throw new FormatException($"'{c}' of '{words[word]}' is outside of the automaton.");
                if (next[state][symbol] < 0)
                {
                    next[state][symbol] = next.Count;
                    next.Add(New());
                    ends.Add([]);
                }

                state = next[state][symbol];
            }

            ends[state].Add((ushort)word);
        }

        var fail = new int[next.Count];
        var order = new Queue<int>();
        for (var symbol = 0; symbol < Symbols; symbol++)
        {
            if (next[0][symbol] < 0) next[0][symbol] = 0;
            else order.Enqueue(next[0][symbol]);
        }

        while (order.TryDequeue(out var state))
        {
            ends[state].AddRange(ends[fail[state]]);
            for (var symbol = 0; symbol < Symbols; symbol++)
            {
                var to = next[state][symbol];
                if (to < 0) next[state][symbol] = next[fail[state]][symbol];
                else
                {
                    fail[to] = next[fail[state]][symbol];
                    order.Enqueue(to);
                }
            }
        }

        // States where words end come last, so that one comparison tells them.
        int[] sorted = [.. Enumerable.Range(0, next.Count).OrderBy(state => ends[state].Count > 0)];
        var place = new ushort[sorted.Length];
        for (var i = 0; i < sorted.Length; i++) place[sorted[i]] = (ushort)i;
        _next = [.. sorted.SelectMany(state => next[state]).Select(state => place[state])];
        _firstEnd = ends.Count(list => list.Count == 0);
        _words = [.. sorted.Skip(_firstEnd).Select(state => ends[state].ToArray())];

        static int[] New()
        {
            var row = new int[Symbols];
            Array.Fill(row, -1);
            return row;
        }
    }

    /// <summary>Walks on to the next place where words end; false at the end of the text.</summary>
    public bool Next(ReadOnlySpan<char> text, ref int at, ref int state, out ReadOnlySpan<ushort> words)
    {
        ref var next = ref MemoryMarshal.GetArrayDataReference(_next);
        ref var symbols = ref MemoryMarshal.GetArrayDataReference(s_symbols);
        var (now, firstEnd) = (state, _firstEnd);
        for (var i = at; i < text.Length; i++)
        {
            var c = text[i];
            // A state is a row of the table and a symbol is below its width, so the place is always within it.
            now = c < 128 ? Unsafe.Add(ref next, now * Symbols + Unsafe.Add(ref symbols, c)) : 0;
            if (now < firstEnd) continue;
            at = i + 1;
            state = now;
            words = _words[now - firstEnd];
            return true;
        }

        at = text.Length;
        state = now;
        words = [];
        return false;
    }

    private static readonly byte[] s_symbols = [.. Enumerable.Range(0, 128).Select(c => (byte)Symbol((char)c))];

    /// <summary>0 for what no word holds.</summary>
    private static int Symbol(char c) => c switch
    {
        >= 'a' and <= 'z' => c - 'a' + 1,
        >= 'A' and <= 'Z' => c - 'A' + 1,
        >= '0' and <= '9' => c - '0' + 27,
        _ => "_-.:/~|+@ =,;<".IndexOf(c, StringComparison.Ordinal) is var at and >= 0 ? at + 37 : 0,
    };
}
