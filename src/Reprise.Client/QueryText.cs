using System.Globalization;
using System.Text;

namespace Reprise.Client;

/// <summary>Builds a path with its query string; values that are null are left out.</summary>
internal struct QueryText(string path)
{
    private readonly StringBuilder _text = new(path);
    private bool _any;

    public QueryText And(string name, string? value)
    {
        if (string.IsNullOrEmpty(value)) return this;
        _text.Append(_any ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        _any = true;
        return this;
    }

    public QueryText And(string name, int? value) => And(name, value?.ToString(CultureInfo.InvariantCulture));

    public QueryText And(string name, DateTimeOffset? value) => And(name, value?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));

    public override readonly string ToString() => _text.ToString();
}
