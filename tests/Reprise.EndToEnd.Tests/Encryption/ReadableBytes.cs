using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Encryption;

/// <summary>Looks for words in every byte of a folder: as UTF-8, UTF-16 and base64, as hex, and in whatever can be decompressed.</summary>
internal static class ReadableBytes
{
    private const int MostUnpacked = 4 << 20;

    /// <summary>The words that are readable, each with where.</summary>
    /// <remarks>Looks into a copy: files that a running server has for itself alone cannot be opened here, and can be copied by a program that asks nobody.</remarks>
    public static IReadOnlyCollection<string> Find(string folder, IReadOnlyCollection<string> words)
    {
        using var copy = new TempFolder();
        using (var copying = Process.Start("cp", ["-r", folder, copy.File("copy")])) copying.WaitForExit();
        return FindIn(copy.File("copy"), words);
    }

    private static SortedSet<string> FindIn(string folder, IReadOnlyCollection<string> words)
    {
        var forms = words.SelectMany(word => FormsOf(word).Select(form => (Word: word, form.Name, form.Bytes))).ToArray();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(path) is "lock") continue;
            var bytes = File.ReadAllBytes(path);
            var name = Path.GetRelativePath(folder, path);
            Look(bytes, name);
            foreach (var (unpacked, how) in Unpacked(bytes)) Look(unpacked, $"{name} ({how})");
        }

        return found;

        void Look(ReadOnlySpan<byte> bytes, string where)
        {
            foreach (var (word, form, wanted) in forms)
            {
                if (bytes.IndexOf(wanted) >= 0) found.Add($"{word} in {where} as {form}");
            }
        }
    }

    private static IEnumerable<(string Name, byte[] Bytes)> FormsOf(string word)
    {
        var utf8 = Encoding.UTF8.GetBytes(word);
        yield return ("UTF-8", utf8);
        yield return ("UTF-16", Encoding.Unicode.GetBytes(word));
        yield return ("hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8)));
        // Base64 of a text that holds the word, at each of the three places it may begin at; letters that depend on neighbours are left out.
        for (var shift = 0; shift < 3; shift++)
        {
            var base64 = Convert.ToBase64String([.. new byte[shift], .. utf8]);
            var first = shift == 0 ? 0 : 4;
            var last = base64.Length - (base64.EndsWith('=') ? 4 : 0);
            yield return ($"base64 +{shift}", Encoding.ASCII.GetBytes(base64[first..last]));
        }
    }

    /// <summary>Packs of SQLite begin with a byte that names the compression, files of backups are compressed as a whole; the other forms have marks of their own.</summary>
    private static IEnumerable<(byte[] Bytes, string How)> Unpacked(byte[] bytes)
    {
        if (FromBrotli(bytes, 0) is { } whole) yield return (whole, "all of it decompressed");
        for (var at = 0; at + 8 < bytes.Length; at++)
        {
            if (bytes[at] == 2 && FromBrotli(bytes, at + 1) is { } brotli) yield return (brotli, $"brotli at {at}");
            if (bytes[at] == 0x78 && bytes[at + 1] is 0x01 or 0x9C or 0xDA && From(bytes, at, static s => new ZLibStream(s, CompressionMode.Decompress)) is { } zlib) yield return (zlib, $"zlib at {at}");
            if (bytes[at] == 0x1F && bytes[at + 1] == 0x8B && From(bytes, at, static s => new GZipStream(s, CompressionMode.Decompress)) is { } gzip) yield return (gzip, $"gzip at {at}");
        }
    }

    private static byte[]? FromBrotli(byte[] bytes, int at)
    {
        using var decoder = new BrotliDecoder();
        var into = new byte[64 * 1024];
        var all = new MemoryStream();
        var input = bytes.AsSpan(at);
        while (all.Length < MostUnpacked)
        {
            var status = decoder.Decompress(input, into, out var consumed, out var written);
            all.Write(into, 0, written);
            input = input[consumed..];
            if (status is not System.Buffers.OperationStatus.DestinationTooSmall) break;
        }

        // What came before the first wrong byte counts too: a pack may go on in another page.
        return all.Length >= 16 ? all.ToArray() : null;
    }

    private static byte[]? From(byte[] bytes, int at, Func<Stream, Stream> open)
    {
        var all = new MemoryStream();
        try
        {
            using var unpacking = open(new MemoryStream(bytes, at, bytes.Length - at));
            var buffer = new byte[4096];
            for (int read; all.Length < MostUnpacked && (read = unpacking.Read(buffer)) > 0;) all.Write(buffer, 0, read);
        }
        catch (InvalidDataException)
        {
            // As far as it goes.
        }

        return all.Length >= 16 ? all.ToArray() : null;
    }
}
