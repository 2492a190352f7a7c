using System.Runtime.CompilerServices;
using System.Text;

namespace Reprise.Tests;

/// <summary>
/// Compares a text with a file beside the test. The file is written only when the variable <c>REPRISE_UPDATE_GOLDENS</c> is 1, never in CI, and read in
/// review like code.
/// </summary>
internal static class Golden
{
    private const string Switch = "REPRISE_UPDATE_GOLDENS";

    /// <param name="name">Path below the folder <c>Goldens</c> next to the test's source.</param>
    /// <param name="actual">What the code made; line ends do not count.</param>
    /// <param name="source">Filled in by the compiler.</param>
    public static void Matches(string name, string actual, [CallerFilePath] string source = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(source)!, "Goldens", name);
        var text = actual.ReplaceLineEndings("\n");
        if (!text.EndsWith('\n')) text += "\n";
        if (!Need.InCi && Environment.GetEnvironmentVariable(Switch) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text, new UTF8Encoding(false));
            return;
        }

        if (!File.Exists(path)) Assert.Fail($"There is no golden '{name}'. Run the test once with {Switch}=1 and read the file it writes.");
        var expected = File.ReadAllText(path).ReplaceLineEndings("\n");
        if (expected != text) Assert.Fail($"Differs from the golden '{name}' ({FirstDifference(expected, text)}). If the change is meant, run with {Switch}=1 and review it.");
    }

    private static string FirstDifference(string expected, string actual)
    {
        var left = expected.Split('\n');
        var right = actual.Split('\n');
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
            if (left[i] != right[i]) return $"line {i + 1}: expected '{left[i]}', got '{right[i]}'";
        return $"expected {left.Length} lines, got {right.Length}";
    }
}
