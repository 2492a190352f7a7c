using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Reprise.Security.Rules;

namespace Reprise.Yara;

/// <summary>
/// Reads a rule's name, namespace, tags and metas out of libyara's own structs. They have no functions for that, only macros, and the structs grew between 4.2 and
/// 4.3 (two numbers stand before the first pointer since). So the layout is measured with a rule of our own at the start, and a library that reads otherwise is not used.
/// </summary>
internal static unsafe class RuleLayout
{
    private const string Probe = "rule reprise_probe : first second { meta: description = \"what it says\" number = 7 condition: true }";
    private const int MostNameBytes = 1024;
    private const int MostTags = 64;
    private const int MostMetas = 256;

    /// <summary>Where the first pointer stands: behind two numbers up to 4.2, behind four since 4.3.</summary>
    private static int s_first;

    /// <exception cref="NotSupportedException">The probe does not read as what it is.</exception>
    public static void Check()
    {
        using var rules = YaraCompiler.TryCompile(Probe, out var error, "probe_space") ?? throw new NotSupportedException($"a rule of one line does not compile ({error})");
        var pointers = YaraRules.PointersOf(rules);
        if (pointers.Count != 1) throw new NotSupportedException("a rule that always matches did not");

        // The third and fourth number are small; a pointer never is.
        s_first = *(ulong*)(pointers[0] + 8) > 0xFFFF_FFFF ? 8 : 16;
        var read = Read(pointers[0]);
        if (read is not { Namespace: "probe_space", Rule: "reprise_probe", Description: "what it says", Tags: ["first", "second"] })
            throw new NotSupportedException("its rules are laid out in a way that is not known here");
    }

    public static RuleMatch Read(IntPtr rule)
    {
        var fields = (IntPtr*)(rule + s_first);
        var space = fields[4] == IntPtr.Zero ? "" : TextAt(*(IntPtr*)fields[4]);
        return new RuleMatch(space, TextAt(fields[0]), TagsAt(fields[1]), DescriptionAt(fields[2]));
    }

    private static List<string> TagsAt(IntPtr at)
    {
        var tags = new List<string>();
        while (at != IntPtr.Zero && *(byte*)at != 0 && tags.Count < MostTags)
        {
            var length = LengthAt(at);
            tags.Add(Encoding.UTF8.GetString((byte*)at, length));
            at += length + 1;
        }

        return tags;
    }

    private static string? DescriptionAt(IntPtr at)
    {
        if (at == IntPtr.Zero) return null;
        var meta = (Meta*)at;
        for (var i = 0; i < MostMetas; i++, meta++)
        {
            if (meta->Type == 2 && TextAt(meta->Identifier) == "description") return TextAt(meta->Text);
            if ((meta->Flags & 1) != 0) break;
        }

        return null;
    }

    private static string TextAt(IntPtr at) => at == IntPtr.Zero ? "" : Encoding.UTF8.GetString((byte*)at, LengthAt(at));

    private static int LengthAt(IntPtr at)
    {
        var length = 0;
        while (length < MostNameBytes && Unsafe.Read<byte>((byte*)at + length) != 0) length++;
        return length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Meta
    {
        public readonly IntPtr Identifier;
        public readonly IntPtr Text;
        public readonly long Number;
        public readonly int Type;
        public readonly int Flags;
    }
}
