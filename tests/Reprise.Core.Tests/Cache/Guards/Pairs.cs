using Reprise.Cache.Guards;

namespace Reprise.Core.Tests.Cache.Guards;

/// <summary>Says of two texts which guards fire, and that it makes no difference which of them is asked.</summary>
internal static class Pairs
{
    public static void ShouldFire(GuardKind kind, string a, string b)
    {
        Fires(kind, a, b).ShouldBeTrue($"{kind} is silent on: {a} | {b} (fired: {Named(a, b)})");
        Fires(kind, b, a).ShouldBeTrue($"{kind} is silent on: {b} | {a}");
        TextGuards.First(PreparedText.Of(a), PreparedText.Of(b)).ShouldNotBe(GuardKind.None);
    }

    public static void ShouldPass(string a, string b)
    {
        TextGuards.First(PreparedText.Of(a), PreparedText.Of(b)).ShouldBe(GuardKind.None, $"{a} | {b} (fired: {Named(a, b)})");
        TextGuards.First(PreparedText.Of(b), PreparedText.Of(a)).ShouldBe(GuardKind.None, $"{b} | {a}");
    }

    public static bool Fires(GuardKind kind, string a, string b) => (TextGuards.All(PreparedText.Of(a), PreparedText.Of(b)) & 1u << (int)kind) != 0;

    private static string Named(string a, string b) => string.Join(", ", Enum.GetValues<GuardKind>().Where(kind => kind != GuardKind.None && Fires(kind, a, b)));
}
