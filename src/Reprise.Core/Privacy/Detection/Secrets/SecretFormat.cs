using System.Globalization;

namespace Reprise.Privacy.Detection.Secrets;

/// <summary>One shape of the table of formats, with what has to hold besides it.</summary>
/// <param name="Type">With its family, as in <c>secret.npm_token</c>.</param>
/// <param name="Shape">Its form, with a literal to look for.</param>
/// <param name="Floor">The least entropy of the token, in bits a character; 0 where none is asked for, negative where the usual one is.</param>
/// <param name="NeedsDigit">Whether a digit has to be in it.</param>
/// <param name="NeedsWord">Whether a word of keys has to stand nearby.</param>
internal sealed record SecretFormat(string Type, SecretShape Shape, double Floor, bool NeedsDigit, bool NeedsWord)
{
    private const double Unstated = -1;

    public static IReadOnlyList<SecretFormat> All { get; } = [.. new[] { SecretFormats.Clouds, SecretFormats.Models, SecretFormats.Code, SecretFormats.Services }.SelectMany(Read)];

    /// <summary>Whether a token of this form has what is asked of its characters.</summary>
    public bool IsDrawn(ReadOnlySpan<char> token)
    {
        if (token.Contains("EXAMPLE", StringComparison.Ordinal) || token.Contains("XXXXX", StringComparison.Ordinal) || NeedsDigit && !token.ContainsAnyInRange('0', '9')) return false;
        if (Floor == 0) return true;
        return Randomness.Entropy(token) >= (Floor > 0 ? Floor : token.Length >= 28 ? 3 : 2.5) && !Randomness.IsPlaceholder(token);
    }

    private static IEnumerable<SecretFormat> Read(string table)
    {
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var floor = Unstated;
            var (digit, near) = (false, false);
            var shapes = new List<string>();
            foreach (var word in words.Skip(1))
            {
                if (word == "digit") digit = true;
                else if (word == "near") near = true;
                else if (word.StartsWith("floor=", StringComparison.Ordinal)) floor = double.Parse(word.AsSpan(6), CultureInfo.InvariantCulture);
                else shapes.Add(word);
            }

            foreach (var shape in shapes.SelectMany(SecretShape.Parse)) yield return new($"{FindingTypes.Secret}.{words[0]}", shape, floor, digit, near);
        }
    }
}
