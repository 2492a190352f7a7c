using System.Text;
using Reprise.Assembling;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Core.Tests.Assembling;

public sealed class PieceJournalTests
{
    [Fact]
    public async Task What_is_done_with_does_not_come_back_when_the_file_that_says_so_holds_nothing_else()
    {
        using var folder = new TempFolder();
        using (var journal = await OpenedAsync(folder)) journal.Append(PieceFrameKind.Piece, [Bytes("""{"a":1}"""), Bytes("""{"b":2}""")]);
        using (var journal = new PieceJournal(folder.Path, 1 << 20))
        {
            var found = await journal.OpenAsync(TestContext.Current.CancellationToken);
            var third = journal.Append(PieceFrameKind.Piece, [Bytes("""{"c":3}""")]);
            journal.Release([found[1].Entry]);
            journal.Release(third);
        }

        using var last = new PieceJournal(folder.Path, 1 << 20);
        var left = (await last.OpenAsync(TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        Encoding.UTF8.GetString(left.Payload).ShouldBe("""{"a":1}""");
        last.Release([left.Entry]);
        Directory.GetFiles(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_full_journal_takes_a_replacement_so_that_it_can_empty_itself()
    {
        using var folder = new TempFolder();
        using var journal = await OpenedAsync(folder, maxBytes: 4);
        Should.Throw<StoreException>(() => journal.Append(PieceFrameKind.Piece, [Bytes("""{"a":1}""")])).IsTransient.ShouldBeTrue();
        journal.Append(PieceFrameKind.Replacement, [Bytes("""{"a":1}""")]).ShouldHaveSingleItem();
    }

    private static async Task<PieceJournal> OpenedAsync(TempFolder folder, long maxBytes = 1 << 20)
    {
        var journal = new PieceJournal(folder.Path, maxBytes);
        await journal.OpenAsync(TestContext.Current.CancellationToken);
        return journal;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
