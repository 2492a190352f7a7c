using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Reprise.Store;

namespace Reprise.Encryption;

/// <summary>
/// Words as an index keeps them while encryption is on: ten letters and digits of a hash that is keyed by project. Their order stays, so phrases are found; what a word begins with is gone, so beginnings
/// of words are not.
/// </summary>
/// <remarks>
/// The hash is AES over one block that holds the word and its length, all words of a text at once: an HMAC for each word cost five times what the rest of recording does. Longer words are
/// brought into a block by an HMAC first; the first byte keeps the two kinds apart.
/// </remarks>
internal sealed class SealedWords(ISealer sealer)
{
    private const int HashLength = 10;
    private const int Block = 16;
    private const byte Long = 0x80;
    private const string Digits = "0123456789abcdefghijklmnopqrstuv";

    /// <summary>The searchable text with every word replaced by its hash.</summary>
    public string Of(string project, string text)
    {
        if (text.Length == 0) return "";
        var words = SearchTokens.Of(text);
        if (words.Count == 0) return "";
        var blocks = Blocks(project, words);
        return string.Create((words.Count * (HashLength + 1)) - 1, blocks, static (into, blocks) =>
        {
            for (var (at, block) = (0, 0); block < blocks.Length; at += HashLength + 1, block += Block)
            {
                Write(blocks.AsSpan(block), into.Slice(at, HashLength));
                if (at + HashLength < into.Length) into[at + HashLength] = ' ';
            }
        });
    }

    /// <summary>The hashes of words that somebody looks for.</summary>
    public IReadOnlyList<string> Of(string project, IReadOnlyList<string> words)
    {
        var blocks = Blocks(project, words);
        var hashed = new string[words.Count];
        for (var i = 0; i < hashed.Length; i++) hashed[i] = string.Create(HashLength, (blocks, i), static (into, from) => Write(from.blocks.AsSpan(from.i * Block), into));
        return hashed;
    }

    private byte[] Blocks(string project, IReadOnlyList<string> words)
    {
        var blocks = new byte[words.Count * Block];
        for (var i = 0; i < words.Count; i++) Fill(project, words[i], blocks.AsSpan(i * Block, Block));
        using var aes = Aes.Create();
        aes.Key = sealer.HashKey(project, "words");
        aes.EncryptEcb(blocks, blocks, PaddingMode.None);
        return blocks;
    }

    private void Fill(string project, string word, Span<byte> block)
    {
        if (word.Length < Block && Encoding.UTF8.TryGetBytes(word, block[1..], out var length))
        {
            block[0] = (byte)length;
            return;
        }

        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(sealer.HashKey(project, "long words"), Encoding.UTF8.GetBytes(word), hash);
        hash[..Block].CopyTo(block);
        block[0] |= Long;
    }

    private static void Write(ReadOnlySpan<byte> block, Span<char> into)
    {
        var bits = BinaryPrimitives.ReadUInt64LittleEndian(block);
        for (var i = 0; i < into.Length; i++)
        {
            into[i] = Digits[(int)(bits & 31)];
            bits >>= 5;
        }
    }
}
