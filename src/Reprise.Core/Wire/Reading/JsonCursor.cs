using System.Text;
using System.Text.Json;

namespace Reprise.Wire;

/// <summary>
/// Walks JSON forward, once, without building a tree. Every method that takes a value consumes exactly that value, whatever its type, so a wrong type never
/// derails the walk. Nesting is counted and not recursed, so depth cannot overflow the stack. Invalid JSON throws <see cref="JsonException"/>, which
/// the dialects' shared entry turns into a reading's error; text that is no valid UTF-8 is read with replacement characters.
/// </summary>
internal ref struct JsonCursor
{
    private static readonly JsonReaderOptions Options = new()
    {
        MaxDepth = int.MaxValue,
        AllowTrailingCommas = true,
        AllowMultipleValues = true,
    };

    private readonly ReadOnlySpan<byte> _bytes;
    private Utf8JsonReader _json;

    public JsonCursor(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        _json = new Utf8JsonReader(_bytes, Options);
    }

    public readonly JsonTokenType Token => _json.TokenType;
    public readonly bool IsObject => _json.TokenType is JsonTokenType.StartObject;
    public readonly bool IsArray => _json.TokenType is JsonTokenType.StartArray;
    public readonly bool IsString => _json.TokenType is JsonTokenType.String;
    public readonly bool IsNull => _json.TokenType is JsonTokenType.Null;

    /// <summary>What the cursor walks over; positions count from its start.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Where the current value starts.</summary>
    public readonly int Position => (int)_json.TokenStartIndex;

    /// <summary>Where the part read so far ends.</summary>
    public readonly int Consumed => (int)_json.BytesConsumed;

    /// <summary>Length of the current string or number as it is written, in bytes, escapes counted as written.</summary>
    public readonly int WrittenLength => _json.ValueSpan.Length;

    /// <summary>Moves to the next value at the top; false at the end.</summary>
    public bool Start() => _json.Read();

    /// <summary>True when the current value is an object, to be walked with <see cref="NextProperty"/>; anything else is skipped.</summary>
    public bool EnterObject()
    {
        if (IsObject) return true;
        _json.Skip();
        return false;
    }

    /// <summary>True when the current value is an array, to be walked with <see cref="NextItem"/>; anything else is skipped.</summary>
    public bool EnterArray()
    {
        if (IsArray) return true;
        _json.Skip();
        return false;
    }

    /// <summary>Moves to the value of the next property; false at the end of the object.</summary>
    public bool NextProperty(out ReadOnlySpan<byte> name)
    {
        if (!_json.Read() || _json.TokenType is not JsonTokenType.PropertyName)
        {
            name = default;
            return false;
        }

        name = _json.ValueIsEscaped ? Encoding.UTF8.GetBytes(JsonText.Read(_json.ValueSpan, escaped: true)) : _json.ValueSpan;
        _json.Read();
        return true;
    }

    /// <summary>Moves to the next value of an array; false at its end.</summary>
    public bool NextItem() => _json.Read() && _json.TokenType is not JsonTokenType.EndArray;

    public void Skip() => _json.Skip();

    /// <summary>A string; numbers and booleans as they are written; null for anything else.</summary>
    public string? Text()
    {
        switch (_json.TokenType)
        {
            case JsonTokenType.String:
                return JsonText.Read(_json.ValueSpan, _json.ValueIsEscaped);
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                return Encoding.UTF8.GetString(_json.ValueSpan);
            default:
                _json.Skip();
                return null;
        }
    }

    /// <summary>Adds a string to the pieces; anything else adds nothing.</summary>
    public void TextInto(TextPieces pieces)
    {
        if (_json.TokenType is JsonTokenType.String) pieces.Add(_json.ValueSpan, _json.ValueIsEscaped);
        else _json.Skip();
    }

    /// <summary>A whole number from 0 up; fractions are cut off; null for anything else.</summary>
    public long? Count()
    {
        if (_json.TokenType is not JsonTokenType.Number)
        {
            _json.Skip();
            return null;
        }

        if (_json.TryGetInt64(out var whole)) return whole < 0 ? null : whole;
        return _json.TryGetDouble(out var number) && number is >= 0 and < 1e15 ? (long)number : null;
    }

    public bool? Flag()
    {
        bool? flag = _json.TokenType switch { JsonTokenType.True => true, JsonTokenType.False => false, _ => null };
        if (flag is null) _json.Skip();
        return flag;
    }

    /// <summary>Whether the current value is this string; moves nowhere.</summary>
    /// <remarks>Words of a protocol are never written with escapes; looking into those would fail on half a surrogate pair.</remarks>
    public readonly bool TextIs(ReadOnlySpan<byte> text) => _json.TokenType is JsonTokenType.String && _json.ValueSpan.SequenceEqual(text);

    /// <summary>The written string without its quotes and without unescaping; empty for anything else. Moves nowhere.</summary>
    public readonly ReadOnlySpan<byte> Written() => _json.TokenType is JsonTokenType.String ? _json.ValueSpan : default;

    /// <summary>The current value as it is written.</summary>
    public ReadOnlySpan<byte> Raw()
    {
        var from = Position;
        _json.Skip();
        return _bytes[from..Consumed];
    }

    /// <summary>The current value as it is written, as text.</summary>
    public string RawText() => Encoding.UTF8.GetString(Raw());

    /// <summary>A string's content, or any other value as JSON text; null for null.</summary>
    public string? TextOrRaw()
    {
        if (IsNull) return null;
        return IsString ? Text() : RawText();
    }
}

internal static class SpanNames
{
    /// <summary>Whether a property name is this one.</summary>
    public static bool Is(this ReadOnlySpan<byte> name, ReadOnlySpan<byte> other) => name.SequenceEqual(other);
}
