using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Reprise.Encryption;

/// <summary>Text that is sealed and still text: a mark, and base64url. What has no mark is plain, from before encryption was turned on.</summary>
internal static class SealedText
{
    public const string Mark = "~s1.";

    /// <summary>What is shown for a text whose key was destroyed.</summary>
    public const string Erased = "[erased]";

    /// <summary>What is shown for a text that does not open.</summary>
    public const string Unreadable = "[sealed text that does not open]";

    /// <summary>Differently each time.</summary>
    public static string? Seal(ISealer sealer, string project, string place, string? text) => text is null ? null : Write(text, bytes => sealer.Seal(project, place, bytes));

    /// <summary>The same way each time.</summary>
    /// <remarks>An empty text stays: a label without a value is asked for as one, and there is nothing to hide.</remarks>
    public static string? SealEqual(ISealer sealer, string project, string place, string? text) => string.IsNullOrEmpty(text) ? text : Write(text, bytes => sealer.SealEqual(project, place, bytes));

    /// <summary>Opens either. A list must not fail for one damaged text: what does not open is replaced by words that say so.</summary>
    public static string? Open(ISealer sealer, string project, string place, string? text)
    {
        if (!IsSealed(text)) return text;
        try
        {
            return OpenExactly(sealer, project, place, text!);
        }
        catch (SealException e)
        {
            return e.IsErased ? Erased : Unreadable;
        }
    }

    /// <summary>Opens either. Throws <see cref="SealException"/> when it does not open.</summary>
    public static string OpenExactly(ISealer sealer, string project, string place, string text)
    {
        if (!IsSealed(text)) return text;
        byte[] bytes;
        try
        {
            bytes = Base64Url.DecodeFromChars(text.AsSpan(Mark.Length));
        }
        catch (FormatException e)
        {
            throw new SealException($"What stands in {place} is not sealed as it says.", e);
        }

        return FromBytes(sealer.Open(project, place, bytes));
    }

    public static bool IsSealed(string? text) => text is not null && text.StartsWith(Mark, StringComparison.Ordinal);

    private delegate byte[] Sealing(ReadOnlySpan<byte> bytes);

    private static string Write(string text, Sealing seal)
    {
        // Halves of surrogate pairs have no UTF-8; text that holds one is kept as UTF-16, and the first byte tells.
        var isWellFormed = IsWellFormed(text);
        var encoding = isWellFormed ? Encoding.UTF8 : Encoding.Unicode;
        var most = 1 + encoding.GetMaxByteCount(text.Length);
        var rented = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            rented[0] = isWellFormed ? (byte)8 : (byte)16;
            var length = isWellFormed ? 1 + Encoding.UTF8.GetBytes(text, rented.AsSpan(1)) : 1 + CopyUtf16(text, rented.AsSpan(1));
            return Mark + Base64Url.EncodeToString(seal(rented.AsSpan(0, length)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    private static string FromBytes(byte[] bytes) => bytes.Length switch
    {
        0 => "",
        _ when bytes[0] == 16 => new string(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, char>(bytes.AsSpan(1))),
        _ => Encoding.UTF8.GetString(bytes, 1, bytes.Length - 1),
    };

    private static int CopyUtf16(string text, Span<byte> into)
    {
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan());
        bytes.CopyTo(into);
        return bytes.Length;
    }

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (true)
        {
            var at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
            if (at < 0) return true;
            if (char.IsLowSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1])) return false;
            text = text[(at + 2)..];
        }
    }
}
