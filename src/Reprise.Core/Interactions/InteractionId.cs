using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Reprise.Interactions;

/// <summary>Names one interaction, everywhere and for ever. A UUIDv7: ids made later sort later, also as text and as bytes.</summary>
/// <remarks>
/// The 12 bits behind the millisecond hold its fraction (RFC 9562, section 6.2, method 3), so ids of one process sort in the order they were made.
/// </remarks>
public readonly record struct InteractionId : IComparable<InteractionId>
{
    private readonly UInt128 _value;

    private InteractionId(UInt128 value) => _value = value;

    /// <summary>The 128 bits, most significant first; comparing these numbers is comparing ids.</summary>
    public UInt128 Value => _value;

    public bool IsEmpty => _value == UInt128.Zero;

    public static InteractionId New(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return At(time.GetUtcNow());
    }

    /// <summary>A new id that sorts among those made at <paramref name="timestamp"/>; for records that arrive without one.</summary>
    public static InteractionId At(DateTimeOffset timestamp)
    {
        var ticks = Math.Max(0, timestamp.UtcTicks - DateTime.UnixEpoch.Ticks);
        var (milliseconds, rest) = Math.DivRem(ticks, TimeSpan.TicksPerMillisecond);
        var fraction = (ulong)(rest * 4096 / TimeSpan.TicksPerMillisecond);
        Span<byte> random = stackalloc byte[8];
        RandomNumberGenerator.Fill(random);
        var high = ((ulong)milliseconds << 16) | 0x7000 | fraction;
        var low = (BinaryPrimitives.ReadUInt64BigEndian(random) & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000;
        return new InteractionId(new UInt128(high, low));
    }

    /// <summary>
    /// The id for a record named elsewhere. A UUID of any version is taken as it is; any other text gives the same version-8 UUID each time, so that
    /// sending a record twice stores it once.
    /// </summary>
    public static InteractionId FromForeign(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        if (TryParse(text, out var id)) return id;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return FromBytes(hash[..16]);
    }

    public static InteractionId FromBytes(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    public void WriteBytes(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, _value);

    public byte[] ToByteArray()
    {
        var bytes = new byte[16];
        WriteBytes(bytes);
        return bytes;
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out InteractionId id) => TryParse(text.AsSpan(), out id);

    public static bool TryParse(ReadOnlySpan<char> text, out InteractionId id)
    {
        id = default;
        if (!Guid.TryParse(text, out var guid)) return false;
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        id = FromBytes(bytes);
        return true;
    }

    public static InteractionId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not an interaction id; expected a UUID.");

    public int CompareTo(InteractionId other) => _value.CompareTo(other._value);

    public static bool operator <(InteractionId left, InteractionId right) => left._value < right._value;
    public static bool operator >(InteractionId left, InteractionId right) => left._value > right._value;
    public static bool operator <=(InteractionId left, InteractionId right) => left._value <= right._value;
    public static bool operator >=(InteractionId left, InteractionId right) => left._value >= right._value;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        WriteBytes(bytes);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
