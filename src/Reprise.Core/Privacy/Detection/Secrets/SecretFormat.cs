using System.Globalization;

namespace Reprise.Privacy.Detection.Secrets;

/// <summary>One shape of the table of formats, with what has to hold besides it.</summary>
/// <param name="Type">With its family, as in <c>secret.npm_token</c>.</param>
/// <param name="Shape">Its form, with a literal to look for.</param>
/// <param name="Floor">The least entropy of the token, in bits a character.</param>
/// <param name="NeedsDigit">Whether a digit has to be in it.</param>
/// <param name="NeedsWord">Whether a word of keys has to stand nearby.</param>
internal sealed record SecretFormat(string Type, SecretShape Shape, double Floor, bool NeedsDigit, bool NeedsWord)
{
    public static IReadOnlyList<SecretFormat> All { get; } = [.. new[] { SecretFormats.Clouds, SecretFormats.Models, SecretFormats.Code, SecretFormats.Services }.SelectMany(Read)];

    private static IEnumerable<SecretFormat> Read(string table)
    {
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var floor = SecretFormats.Floor;
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
