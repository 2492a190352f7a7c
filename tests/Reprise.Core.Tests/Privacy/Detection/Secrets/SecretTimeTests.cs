using System.Diagnostics;
using System.Globalization;
using Reprise.Privacy.Detection;
using Reprise.Privacy.Detection.Secrets;

namespace Reprise.Core.Tests.Privacy.Detection.Secrets;

/// <summary>Four times the text takes about four times as long, whatever it is made of.</summary>
public sealed class SecretTimeTests(ITestOutputHelper output)
{
    [Fact]
    public void Time_grows_with_the_length_alone_for_texts_made_of_its_own_marks()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        string[] parts = [.. SecretWords.All.ToArray().Select(word => word.Text), "=", ": ", "\"", "'", " ", "\n", ".", "-", "_", "a1B2", "AAAAAAAA", "eyJ", "://a:b", "-----BEGIN PRIVATE KEY-----", "=\"", "==", "%3D", "é", "\ud83d"];
        string[] fixedOnes = ["key=", "key='", "ghp_", "-eyJ", "=eyJ.", "://a:", "://", "-----BEGIN PRIVATE KEY-----", "-----END ", "curl -u ", " --user a:b", "bearer a", "A", "a1", "fm2_", "=fm2_A", "token is ", "0123456789", ".a1b2c3.", "sk-ant-api03-", "password=\\\"", "secret,", "\"key\",\""];
        foreach (var part in fixedOnes.Concat(Enumerable.Range(0, 40).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => parts[random.Next(parts.Length)])))))
        {
            var (shorter, longer) = (Measure(part, 16 * 1024), Measure(part, 64 * 1024));
            // The floor is what a machine that does other things may lose in between; a quadratic walk would need sixteen times.
            longer.ShouldBeLessThan(Math.Max(shorter * 10, 100), string.Create(CultureInfo.InvariantCulture, $"'{part}': {shorter:F2} ms, four times as long: {longer:F2} ms"));
        }
    }

    [Fact]
    public void Random_characters_give_findings_that_lie_within_the_text()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var words = SecretWords.All.ToArray();
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(1))
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => random.Next(3) switch
            {
                0 => words[random.Next(words.Length)].Text,
                1 => new string((char)random.Next(0x20, 0x7F), random.Next(1, 40)),
                _ => ((char)random.Next(char.MaxValue)).ToString(),
            }));
            var into = new List<TextFinding>();
            new SecretDetector().Find(text, into);
            foreach (var found in into)
            {
                found.Start.ShouldBeGreaterThanOrEqualTo(0);
                found.Length.ShouldBeGreaterThan(0);
                found.End.ShouldBeLessThanOrEqualTo(text.Length);
            }
        }
    }

    private static double Measure(string part, int length)
    {
        var text = string.Concat(Enumerable.Repeat(part, length / part.Length + 1))[..length];
        var best = double.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            var into = new List<TextFinding>();
            var begun = Stopwatch.GetTimestamp();
            new SecretDetector().Find(text, into);
            best = Math.Min(best, Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return best;
    }
}
