using System.Security.Cryptography;
using System.Text;
using Reprise.Store;

namespace Reprise.Encryption;

/// <summary>
/// Words as an index keeps them while encryption is on: ten letters and digits of a hash that is keyed by project. Their order stays, so phrases are found; what a word begins with is gone, so beginnings
/// of words are not.
/// </summary>
internal sealed class SealedWords(ISealer sealer)
{
    private const int HashLength = 10;
    private const string Purpose = "words";
    private const string Digits = "0123456789abcdefghijklmnopqrstuv";

    /// <summary>The searchable text with every word replaced by its hash.</summary>
    public string Of(string project, string text)
    {
        if (text.Length == 0) return "";
        var words = SearchTokens.Of(text);
        if (words.Count == 0) return "";
        var key = sealer.HashKey(project, Purpose);
        var hashed = new StringBuilder(words.Count * (HashLength + 1));
        Span<char> hash = stackalloc char[HashLength];
        foreach (var word in words)
        {
            if (hashed.Length > 0) hashed.Append(' ');
            Hash(key, word, hash);
            hashed.Append(hash);
        }

        return hashed.ToString();
    }

    /// <summary>The hashes of words that somebody looks for.</summary>
    public IReadOnlyList<string> Of(string project, IReadOnlyList<string> words)
    {
        var key = sealer.HashKey(project, Purpose);
        var hashed = new string[words.Count];
        for (var i = 0; i < hashed.Length; i++)
        {
            Span<char> hash = stackalloc char[HashLength];
            Hash(key, words[i], hash);
            hashed[i] = new string(hash);
        }

        return hashed;
    }

    private static void Hash(byte[] key, string word, Span<char> into)
    {
        Span<byte> bytes = stackalloc byte[256];
        Span<byte> hash = stackalloc byte[32];
        if (word.Length <= 80) HMACSHA256.HashData(key, bytes[..Encoding.UTF8.GetBytes(word, bytes)], hash);
        else HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(word), hash);
        var bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(hash);
        for (var i = 0; i < into.Length; i++)
        {
            into[i] = Digits[(int)(bits & 31)];
            bits >>= 5;
        }
    }
}
