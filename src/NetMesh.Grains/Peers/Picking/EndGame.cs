namespace NetMesh.Grains.Peers.Picking;

/// <summary>
/// The end game (BEP 3; Cohen 2003 §2.4.4): once every block that anybody has is asked for, the last ones would wait for the slowest neighbour. So idle
/// neighbours are asked for them too, and the others' requests are cancelled when a block arrives.
/// </summary>
public static class EndGame
{
    /// <summary>
    /// Most neighbours asked for one block at a time. Cohen asks all; two spare ones hide a slow neighbour nearly as well and waste far less uplink.
    /// </summary>
    public const int MostAskedAtOnce = 3;

    /// <summary>Whether the end game is on.</summary>
    /// <param name="freeAndOffered">Pieces not begun that some neighbour has.</param>
    /// <param name="unaskedBlocks">Blocks of begun pieces that nobody was asked for.</param>
    public static bool IsOn(int freeAndOffered, int unaskedBlocks) => freeAndOffered == 0 && unaskedBlocks == 0;

    /// <summary>Whether one more neighbour should be asked for a block.</summary>
    /// <param name="askedOf">Neighbours asked for it already.</param>
    /// <param name="neighbourAwaits">Requests the neighbour has yet to answer: only an idle one is asked twice for the same.</param>
    public static bool AsksAgain(int askedOf, int neighbourAwaits) => askedOf < MostAskedAtOnce && neighbourAwaits == 0;
}
