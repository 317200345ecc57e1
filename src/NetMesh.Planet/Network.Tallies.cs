using NetMesh.Planet.Backbones;
using NetMesh.Planet.Traffic;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet;

// A frame that is lost between two processes is missed when a later one arrives. So that the last one before a pause is missed too, each half tells the other
// now and then how many it has sent. Nobody acknowledges a tally: it is told again, for as long as the half exists. What follows from it:
//   - the other half lacks frames: it waits for them as for any gap (WatchGap), then resets its end and says so;
//   - the other half is gone, and its last word was lost: whoever is told of an unknown end answers with a Reset (Disown).
// Everything here runs with the state guarded.
public sealed partial class Network
{
    // A half that has closed goes on telling: its last frame may be the lost one.
    private void TellTally(Trunk trunk)
    {
        if (trunk.SequenceAtTally == trunk.Sequence)
        {
            outbox.Add().Target = new FrameCrossing(
                this, trunk.Far, IBackbone.Unordered, new TrunkFrame(TrunkKind.Tally, trunk.Near, Bytes: trunk.Sequence));
        }

        trunk.SequenceAtTally = trunk.Sequence;
    }

    private void TakeTally(Trunk trunk, TrunkFrame frame)
    {
        trunk.Tally = Math.Max(trunk.Tally, frame.Bytes);
        if (trunk.HasGap && trunk.GapTimer == default)
        {
            WatchGap(trunk);
        }
    }
}
