using System.Security.Cryptography;
using System.Text;

namespace Reprise.TrainInjection;

/// <summary>Puts near-duplicates together, so that none is learned from while its twin is measured with.</summary>
internal static class Groups
{
    private const int Hashes = 48;
    private const double Alike = .5;

    public static void Assign(IReadOnlyList<Example> examples)
    {
        var parent = Enumerable.Range(0, examples.Count).ToArray();
        var prints = examples.Select(example => Print(example.Text)).ToList();
        for (var i = 0; i < examples.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var same = 0;
                for (var k = 0; k < Hashes; k++) if (prints[i][k] == prints[j][k]) same++;
                if (same >= Alike * Hashes) parent[Root(parent, i)] = Root(parent, j);
            }
        }

        for (var i = 0; i < examples.Count; i++)
        {
            examples[i].Group = Root(parent, i);
            var name = examples[examples[i].Group].Id;
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(name));
            examples[i].IsHeldOut = hash[0] * 256 + hash[1] < 65536 * 3 / 10;
            examples[i].Fold = hash[2] % 5;
        }
    }

    private static int Root(int[] parent, int i)
    {
        while (parent[i] != i) i = parent[i] = parent[parent[i]];
        return i;
    }

    /// <summary>The smallest hashes of its pieces of eight characters, under several hash functions.</summary>
    private static uint[] Print(string text)
    {
        var print = new uint[Hashes];
        Array.Fill(print, uint.MaxValue);
        var plain = new string(text.ToLowerInvariant().Where(char.IsLetterOrDigit).ToArray());
        for (var i = 0; i + 8 <= Math.Max(plain.Length, 8); i++)
        {
            var hash = 2166136261u;
            for (var j = i; j < Math.Min(i + 8, plain.Length); j++) hash = (hash ^ plain[j]) * 16777619u;
            for (var k = 0; k < Hashes; k++)
            {
                var mixed = (hash ^ (uint)(k * 0x9E3779B1)) * 0x85EBCA6Bu;
                mixed ^= mixed >> 13;
                mixed *= 0xC2B2AE35u;
                mixed ^= mixed >> 16;
                if (mixed < print[k]) print[k] = mixed;
            }
        }

        return print;
    }
}
